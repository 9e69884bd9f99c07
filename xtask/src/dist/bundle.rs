//! Several JavaScript modules in one script.
//!
//! No general bundler: it knows the few forms in which our modules and the code of wasm-bindgen import and export, and
//! stops at any other. A bundler from npm would need Node where nothing else does.

use anyhow::{Context, Result, bail};
use std::collections::BTreeSet;
use std::fmt::Write;

/// A module: its file name, and its text.
pub(crate) struct Module {
    pub(crate) name: String,
    pub(crate) text: String,
}

/// One script of all modules that `entry` needs. Each becomes a function that runs once, when it is first imported;
/// the entry's own statements come last, at the top level.
pub(crate) fn bundle(entry: &Module, modules: &[Module]) -> Result<String> {
    let mut script = String::new();
    let mut placed = BTreeSet::new();
    let body = translate(entry).with_context(|| format!("in {}", entry.name))?;
    place_imports(&body, modules, &mut placed, &mut script)?;
    if !body.exports.is_empty() {
        bail!("{} exports something, and nothing imports it", entry.name);
    }
    script.push_str(&body.text);
    Ok(script)
}

/// A module without `import` and `export`.
#[derive(Debug, Default, PartialEq, Eq)]
struct Body {
    text: String,
    /// The modules that it imports.
    imports: Vec<String>,
    /// Pairs of the name outside and the name inside.
    exports: Vec<(String, String)>,
}

fn place_imports(
    body: &Body,
    modules: &[Module],
    placed: &mut BTreeSet<String>,
    script: &mut String,
) -> Result<()> {
    for name in &body.imports {
        if !placed.insert(name.clone()) {
            continue;
        }
        let module = modules
            .iter()
            .find(|module| module.name == *name)
            .with_context(|| format!("{name} is imported and not there"))?;
        let body = translate(module).with_context(|| format!("in {name}"))?;
        place_imports(&body, modules, placed, script)?;
        let exports: Vec<String> =
            body.exports.iter().map(|(outside, inside)| format!("{outside}: {inside}")).collect();
        let (function, kept) = (function_of(name), kept_of(name));
        write!(
            script,
            "let {kept};\nfunction {function}() {{\n  return ({kept} ??= (() => {{\n{}\n    return {{ {} }};\n  }})());\n}}\n\n",
            body.text,
            exports.join(", ")
        )?;
    }
    Ok(())
}

fn translate(module: &Module) -> Result<Body> {
    let mut body = Body::default();
    let mut is_comment = false;
    for (number, line) in module.text.lines().enumerate() {
        let word = line.split([' ', '(', '{']).next().unwrap_or_default();
        let starts_comment = line.trim_start().starts_with("/*");
        is_comment |= starts_comment;
        let translated = match word {
            "import" if !is_comment => Some(import(line, &mut body.imports)),
            "export" if !is_comment => Some(export(line, &mut body.exports)),
            _ => None,
        };
        let line = match translated {
            Some(Some(line)) => line,
            Some(None) => bail!("line {} is of a form that is not known here: {line}", number + 1),
            None if is_comment => line.to_owned(),
            None => dynamic_imports(line, &mut body.imports),
        };
        is_comment &= !line.contains("*/");
        body.text.push_str(&line);
        body.text.push('\n');
    }
    Ok(body)
}

/// `import name from './x.js';`, `import { a, b as c } from './x.js';` or `import './x.js';`
fn import(line: &str, imports: &mut Vec<String>) -> Option<String> {
    let rest = line.strip_prefix("import ")?.strip_suffix(';')?;
    let (what, from) = rest.split_once(" from ").unwrap_or(("", rest));
    let name = file_of(from)?;
    let function = function_of(&name);
    imports.push(name);
    let what = what.trim();
    if what.is_empty() {
        return Some(format!("{function}();"));
    }
    match what.strip_prefix('{') {
        Some(names) => {
            let names = names.strip_suffix('}')?.replace(" as ", ": ");
            Some(format!("const {{{names}}} = {function}();"))
        }
        None if is_name(what) => Some(format!("const {{ default: {what} }} = {function}();")),
        None => None,
    }
}

/// `export class X`, `export function x`, `export async function x`, `export const x` or `export { a, b as c };`
fn export(line: &str, exports: &mut Vec<(String, String)>) -> Option<String> {
    let rest = line.strip_prefix("export ")?;
    if let Some(names) = rest.strip_prefix('{') {
        for name in names.strip_suffix("};")?.split(',') {
            let (inside, outside) = name.trim().split_once(" as ").unwrap_or((name.trim(), name.trim()));
            if !is_name(inside) || !is_name(outside) {
                return None;
            }
            exports.push((outside.to_owned(), inside.to_owned()));
        }
        return Some(String::new());
    }
    let declared = rest.strip_prefix("async ").unwrap_or(rest);
    let name = ["class ", "function ", "function* ", "const "]
        .iter()
        .find_map(|keyword| declared.strip_prefix(keyword))?
        .split(|letter: char| !is_letter(letter))
        .next()
        .filter(|name| is_name(name))?;
    exports.push((name.to_owned(), name.to_owned()));
    Some(rest.to_owned())
}

/// `await import('./x.js')` anywhere in the line.
fn dynamic_imports(line: &str, imports: &mut Vec<String>) -> String {
    const START: &str = "await import(";
    let mut translated = String::new();
    let mut rest = line;
    while let Some((before, after)) = rest.split_once(START) {
        let Some((name, after)) =
            after.split_once(')').and_then(|(from, after)| Some((file_of(from)?, after)))
        else {
            break;
        };
        translated.push_str(before);
        translated.push_str(&format!("{}()", function_of(&name)));
        imports.push(name);
        rest = after;
    }
    translated + rest
}

/// `x.js` of `'./x.js'`.
fn file_of(from: &str) -> Option<String> {
    let path = from.trim().trim_matches(['\'', '"']);
    let name = path.strip_prefix("./")?;
    (name.ends_with(".js") && !name.contains('/')).then(|| name.to_owned())
}

fn function_of(file: &str) -> String {
    format!("module_{}", identifier(file))
}

fn kept_of(file: &str) -> String {
    format!("loaded_{}", identifier(file))
}

fn identifier(file: &str) -> String {
    file.trim_end_matches(".js").chars().map(|letter| if is_letter(letter) { letter } else { '_' }).collect()
}

fn is_name(text: &str) -> bool {
    !text.is_empty() && text.chars().all(is_letter) && !text.starts_with(|first: char| first.is_ascii_digit())
}

fn is_letter(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || matches!(letter, '_' | '$')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn module(name: &str, text: &str) -> Module {
        Module { name: name.into(), text: text.into() }
    }

    #[test]
    fn modules_become_functions_in_the_order_of_need() {
        let modules = [
            module("unused.js", "export const never = 1;"),
            module("one.js", "import { two as second } from './two.js';\nexport class One {}\n"),
            module("two.js", "const two = 2;\nfunction start() {}\nexport { two, start as default };\n"),
        ];
        let entry = module("entry.js", "import { One } from './one.js';\nnew One();\n");
        let script = bundle(&entry, &modules).unwrap();
        assert_eq!(
            script,
            "let loaded_two;\nfunction module_two() {\n  return (loaded_two ??= (() => {\nconst two = 2;\nfunction start() {}\n\n\n    \
             return { two: two, default: start };\n  })());\n}\n\n\
             let loaded_one;\nfunction module_one() {\n  return (loaded_one ??= (() => {\nconst { two: second } = module_two();\n\
             class One {}\n\n    return { One: One };\n  })());\n}\n\n\
             const { One } = module_one();\nnew One();\n"
        );
    }

    #[test]
    fn defaults_and_late_imports_are_understood() {
        let modules = [module("a.js", "export { a as default };"), module("b.js", "")];
        let entry = module("entry.js", "import start from './a.js';\nif (x) await import('./b.js');\n");
        let script = bundle(&entry, &modules).unwrap();
        assert!(script.ends_with("const { default: start } = module_a();\nif (x) module_b();\n"), "{script}");
    }

    #[test]
    fn words_in_comments_are_left_alone() {
        let modules = [module("a.js", "/**\nimport nothing\nexport nothing\n */\nexport const a = 1;")];
        let script = bundle(&module("entry.js", "import { a } from './a.js';"), &modules).unwrap();
        assert!(script.contains("import nothing\nexport nothing\n */\nconst a = 1;"), "{script}");
    }

    #[test]
    fn other_forms_are_refused() {
        for line in [
            "import * as all from './a.js';",
            "import a from 'a';",
            "export default class A {}",
            "export * from './a.js';",
            "export let changing = 1;",
        ] {
            assert!(translate(&module("a.js", line)).is_err(), "{line}");
        }
        assert!(bundle(&module("entry.js", "import './gone.js';"), &[]).is_err());
    }
}
