//! Tables as they go into docs/performance.md, and the figures in them.

/// Prints rows under a head, columns padded to the widest.
pub(crate) fn print(title: &str, head: &[&str], rows: &[Vec<String>]) {
    println!("### {title}\n");
    let widths: Vec<usize> = head
        .iter()
        .enumerate()
        .map(|(column, name)| {
            let cells = rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count());
            cells.chain([name.chars().count()]).max().unwrap_or(0)
        })
        .collect();
    let line = |cells: &mut dyn Iterator<Item = &str>| {
        let padded: Vec<String> = cells.zip(&widths).map(|(cell, width)| format!("{cell:<width$}")).collect();
        println!("| {} |", padded.join(" | "));
    };
    line(&mut head.iter().copied());
    let rule: Vec<String> = widths.iter().map(|width| "-".repeat(*width)).collect();
    line(&mut rule.iter().map(String::as_str));
    for row in rows {
        line(&mut row.iter().map(String::as_str));
    }
    println!();
}

/// p50, p95 and p99 of these figures; a dash where there are none.
pub(crate) fn percentiles(figures: Vec<f64>) -> String {
    let ranks: Option<Vec<String>> =
        [50, 95, 99].map(|percent| percentile(figures.clone(), percent).map(short)).into_iter().collect();
    ranks.map_or_else(|| "-".to_owned(), |ranks| ranks.join(" / "))
}

/// A percentile of these figures, the nearest rank; `None` where there are none.
pub(crate) fn percentile(mut figures: Vec<f64>, percent: usize) -> Option<f64> {
    figures.sort_by(f64::total_cmp);
    let rank = (figures.len() * percent).div_ceil(100).max(1) - 1;
    figures.get(rank).copied()
}

/// Three significant digits.
pub(crate) fn short(figure: f64) -> String {
    if figure >= 100.0 {
        format!("{figure:.0}")
    } else if figure >= 10.0 {
        format!("{figure:.1}")
    } else {
        format!("{figure:.2}")
    }
}

/// A size in KB or MB.
#[expect(clippy::cast_precision_loss, reason = "three digits are shown")]
pub(crate) fn size(bytes: u64) -> String {
    let kilobytes = bytes as f64 / 1000.0;
    if kilobytes < 1000.0 {
        format!("{} KB", short(kilobytes))
    } else {
        format!("{} MB", short(kilobytes / 1000.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_nearest_ranks() {
        let figures: Vec<f64> = (1..=100).rev().map(f64::from).collect();
        assert_eq!(percentiles(figures), "50.0 / 95.0 / 99.0");
        assert_eq!(percentiles(vec![7.0]), "7.00 / 7.00 / 7.00");
        assert_eq!(percentiles(Vec::new()), "-");
    }

    #[test]
    fn sizes_have_units() {
        assert_eq!(size(1_234), "1.23 KB");
        assert_eq!(size(45_600_000), "45.6 MB");
    }
}
