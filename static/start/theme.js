// Sets the theme before the first paint. Runs as a classic script in the head, so that nothing is drawn in the
// wrong colours. `ui/src/browser/theme.rs` applies the same rule when the choice changes.
(() => {
  let choice = "system";
  try {
    choice = localStorage.getItem("afterimage.theme") ?? "system";
  } catch {
    // Storage is refused in some private windows: the system's preference then decides.
  }
  const dark = choice === "dark" || (choice !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
  const root = document.documentElement;
  root.dataset.theme = dark ? "dark" : "light";
  root.classList.toggle("pf-v6-theme-dark", dark);
})();
