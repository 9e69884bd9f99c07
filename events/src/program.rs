//! What a command line runs.

/// The program that a command runs: its first word that is none of those that only lead to it, without its folder.
pub fn program(command: &str) -> Option<&str> {
    const LEADING: [&str; 9] = ["sudo", "doas", "exec", "command", "nohup", "time", "env", "builtin", "nice"];
    let is_setting = |word: &str| {
        word.split_once('=')
            .is_some_and(|(name, _)| name.chars().all(|one| one.is_alphanumeric() || one == '_'))
    };
    let mut words = command.split_whitespace();
    let word = words.find(|word| !LEADING.contains(word) && !is_setting(word) && !word.starts_with('-'))?;
    word.rsplit('/').next().filter(|name| !name.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_leads_to_a_program_is_not_it() {
        assert_eq!(program("EDITOR=x sudo -E /usr/bin/vim a"), Some("vim"));
        assert_eq!(program(" make -j4"), Some("make"));
        for command in ["", "sudo -i", "/", "A=1"] {
            assert_eq!(program(command), None, "{command}");
        }
    }
}
