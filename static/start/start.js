// Starts the console. A file of its own rather than Trunk's inline script, so that the content security policy
// needs neither 'unsafe-inline' nor a nonce in the page.
const { script, module } = document.querySelector("meta[name=afterimage-console]").dataset;

try {
  const { default: start } = await import(script);
  await start({ module_or_path: module });
} catch (error) {
  console.error(error);
  const app = document.getElementById("app");
  const message = document.createElement("p");
  message.className = "boot__failure";
  message.setAttribute("role", "alert");
  message.textContent =
    "The console could not be loaded. Check that the gateway is running and that the browser is up to date " +
    "(it needs WebAssembly with SIMD), then reload this page.";
  app.replaceChildren(message);
}
