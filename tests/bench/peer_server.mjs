// PostGraphile as a user would run it in production: amber preset, filter plugin, no GraphiQL, no websockets, no
// `explain`. Prepared statements are on by default. Settings come as JSON in PEER_SETTINGS; prints one line when ready.
import { createServer } from "node:http";
import { createRequire } from "node:module";

// This file lies outside the folder that the packages are installed in.
const require = createRequire(process.env.PEER_FOLDER + "/package.json");
const { postgraphile } = require("postgraphile");
const { PostGraphileAmberPreset } = require("postgraphile/presets/amber");
const { makePgService } = require("postgraphile/adaptors/pg");
const { grafserv } = require("postgraphile/grafserv/node");
const { PostGraphileConnectionFilterPreset } = require("postgraphile-plugin-connection-filter");

const settings = JSON.parse(process.env.PEER_SETTINGS);
const server = createServer();
server.on("error", (error) => {
  console.error(error);
  process.exit(1);
});
const instance = postgraphile({
  extends: [PostGraphileAmberPreset, PostGraphileConnectionFilterPreset],
  // Filters and orders by any column, not only by indexed ones, as the measured query needs.
  disablePlugins: ["PgIndexBehaviorsPlugin"],
  pgServices: [
    makePgService({ poolConfig: { ...settings.database, max: settings.connections }, schemas: [settings.schema] }),
  ],
  grafserv: { graphqlPath: "/graphql", graphiql: false, websockets: false, watch: false },
  grafast: { explain: false },
});
await instance.createServ(grafserv).addTo(server);
await instance.getSchema();
server.listen(0, "127.0.0.1", () => console.log(JSON.stringify({ port: server.address().port })));
