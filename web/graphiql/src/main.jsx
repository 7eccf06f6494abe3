import "graphiql/style.css";
import "./page.css";

import { createGraphiQLFetcher } from "@graphiql/toolkit";
import { GraphiQL } from "graphiql";
import { createClient } from "graphql-ws";
import { createRoot } from "react-dom/client";

const url = new URL("/graphql", window.location.href);
const socketUrl = new URL(url);
socketUrl.protocol = url.protocol === "https:" ? "wss:" : "ws:";

// A browser sends no headers with a socket: what the headers tab holds goes along when the socket begins.
let headers = {};
const fetch = createGraphiQLFetcher({
  url: url.toString(),
  wsClient: createClient({ url: socketUrl.toString(), connectionParams: () => headers, lazyCloseTimeout: 0 }),
});
const fetcher = (request, options) => {
  headers = options?.headers ?? {};
  return fetch(request, options);
};

const welcome = `# Phonoglyph: songs into videos.
#
# A song goes in with uploadAsset, becomes a
# composition with createComposition, is rendered
# with queueExport, and followed with the
# subscription exportProgress.
# Uploads need a client that sends multipart
# requests: curl does, this page does not.

query Presets {
  exportPresets {
    id
    name
    video {
      width
      height
      frameRate
      bitrateKbps
    }
  }
}
`;

createRoot(document.getElementById("graphiql")).render(
  <GraphiQL fetcher={fetcher} defaultQuery={welcome} shouldPersistHeaders={false} />,
);
