// Runs the provider on a free port of this machine until standard input ends, and writes its issuer as one line.
// usage: node serve.mjs FOLDER CLAIMS   (the folder with node_modules; claims of the ID token as JSON)
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [folder, claims] = process.argv.slice(2);
const entry = join(folder, "node_modules", "oauth2-mock-server", "dist", "index.mjs");
const { OAuth2Server } = await import(pathToFileURL(entry));

const server = new OAuth2Server();
await server.issuer.keys.generate("RS256");
await server.start(0, "127.0.0.1");
server.issuer.url = `http://127.0.0.1:${server.address().port}`;
server.service.on("beforeTokenSigning", (token) => Object.assign(token.payload, JSON.parse(claims)));
console.log(server.issuer.url);

process.stdin.on("end", () => process.exit(0)).resume();
