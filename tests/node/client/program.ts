// A program as users write one, against the types that graphql-codegen makes of the schema: with Apollo Client it looks
// at the presets, makes a composition, queues an export and follows it over a WebSocket.
import { ApolloClient, ApolloLink, HttpLink, InMemoryCache } from "@apollo/client/core/index.js";
import { GraphQLWsLink } from "@apollo/client/link/subscriptions/index.js";
import { getMainDefinition } from "@apollo/client/utilities/index.js";
import { createClient } from "graphql-ws";
import WebSocket from "ws";
import { graphql } from "./gql/gql.js";
import { type CreateCompositionInput, ExportPresetId, ExportStatus, type QueueExportInput } from "./gql/graphql.js";

const Presets = graphql(`
  query Presets {
    exportPresets {
      id
      video {
        width
        height
      }
      platform {
        maxFileSize
      }
    }
  }
`);

const Compose = graphql(`
  mutation Compose($input: CreateCompositionInput!) {
    createComposition(input: $input) {
      composition {
        id
        name
        palette
        createdAt
        layers {
          __typename
          ... on TitleLayer {
            opacity
          }
        }
      }
    }
  }
`);

const Kept = graphql(`
  query Kept($id: ID!) {
    composition(id: $id) {
      id
      layers {
        __typename
        ... on TitleLayer {
          name
          opacity
        }
      }
      effects {
        __typename
        ... on BloomEffect {
          name
          strength
        }
      }
    }
  }
`);

const Queue = graphql(`
  mutation Queue($input: QueueExportInput!) {
    queueExport(input: $input) {
      job {
        id
        status
      }
    }
  }
`);

const Follow = graphql(`
  subscription Follow($jobId: ID!) {
    exportProgress(jobId: $jobId) {
      id
      status
      progress
      sequence
    }
  }
`);

const History = graphql(`
  query History($first: Int, $after: String) {
    exportHistory(first: $first, after: $after) {
      totalCount
      edges {
        node {
          id
          status
          downloadUrl
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`);

const [url, midiAssetId] = process.argv.slice(2) as [string, string];
const http = new HttpLink({ uri: url });
const socket = new GraphQLWsLink(createClient({ url: url.replace(/^http/, "ws"), webSocketImpl: WebSocket }));
const client = new ApolloClient({
  cache: new InMemoryCache(),
  link: ApolloLink.split(
    ({ query }) => {
      const main = getMainDefinition(query);
      return main.kind === "OperationDefinition" && main.operation === "subscription";
    },
    socket,
    http,
  ),
});

const presets = await client.query({ query: Presets });
const square = presets.data.exportPresets.find((preset) => preset.id === ExportPresetId.InstagramSquare);
if (square?.video.width !== square?.video.height) throw new Error("a square is square");

const input: CreateCompositionInput = { midiAssetId, palette: ["#ff8800"], layers: [{ background: {} }, { title: { opacity: 0.5 } }] };
// One part is chosen of several: two at once are no value of the type.
// @ts-expect-error
const wrong: CreateCompositionInput = { midiAssetId, layers: [{ background: {}, title: {} }] };
if (wrong.layers?.length !== 1) throw new Error("it is what it is");
const made = await client.mutate({ mutation: Compose, variables: { input } });
const composition = made.data?.createComposition.composition;
if (!composition) throw new Error("nothing was made");
// A union is told apart by its __typename, in the types too.
const [, title] = composition.layers;
if (title?.__typename !== "TitleLayer" || title.opacity !== 0.5) throw new Error("the title is not there");

// The cache keeps apart what is apart: layers and effects of the same name in two compositions are not one.
const different = [0.25, 0.75];
const ids: string[] = [];
for (const amount of different) {
  const layers = [{ title: { name: "mine", opacity: amount } }];
  const made = await client.mutate({
    mutation: Compose,
    variables: { input: { midiAssetId, layers, effects: [{ bloom: { name: "light", strength: amount } }] } },
  });
  ids.push(made.data?.createComposition.composition.id ?? "");
  await client.query({ query: Kept, variables: { id: ids.at(-1) ?? "" } });
}
for (const [index, id] of ids.entries()) {
  const kept = client.readQuery({ query: Kept, variables: { id } })?.composition;
  const [layer, effect] = [kept?.layers[0], kept?.effects[0]];
  if (layer?.__typename !== "TitleLayer" || layer.name !== "mine" || layer.opacity !== different[index])
    throw new Error(`the cache has another's layer: ${JSON.stringify(layer)}`);
  if (effect?.__typename !== "BloomEffect" || effect.name !== "light" || effect.strength !== different[index])
    throw new Error(`the cache has another's effect: ${JSON.stringify(effect)}`);
}

const wanted: QueueExportInput = {
  compositionId: composition.id,
  preset: ExportPresetId.Custom,
  video: { width: 320, height: 180 },
};
const queued = await client.mutate({ mutation: Queue, variables: { input: wanted } });
const jobId = queued.data?.queueExport.job.id;
if (!jobId) throw new Error("nothing was queued");
const last = await new Promise<ExportStatus | undefined>((resolve, reject) => {
  let status: ExportStatus | undefined;
  client.subscribe({ query: Follow, variables: { jobId } }).subscribe({
    next: ({ data }) => {
      status = data?.exportProgress.status;
    },
    error: reject,
    complete: () => resolve(status),
  });
});
const history = await client.query({ query: History, variables: { first: 1 } });
const job = history.data.exportHistory.edges[0]?.node;
const total = history.data.exportHistory.totalCount;
console.log(JSON.stringify({ last, status: job?.status, url: job?.downloadUrl, total }));
process.exit(0);
