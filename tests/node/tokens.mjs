// Makes key pairs and tokens as an identity provider would: node tokens.mjs ISSUER AUDIENCE SUBJECT
// Prints { sets: [JWKS, JWKS after the keys were changed], tokens: { name: token } }.
import { createHmac, generateKeyPairSync, sign } from "node:crypto";

const [iss, aud, sub] = process.argv.slice(2);
const rsa = () => generateKeyPairSync("rsa", { modulusLength: 2048 });
const keys = {
  rsa: { ...rsa(), alg: "RS256", kid: "rsa-1" },
  ec: { ...generateKeyPairSync("ec", { namedCurve: "P-256" }), alg: "ES256", kid: "ec-1" },
  next: { ...rsa(), alg: "RS256", kid: "rsa-2" },
  stranger: { ...rsa(), alg: "RS256", kid: "rsa-1" },
};
const jwk = ({ publicKey, alg, kid }) => ({ ...publicKey.export({ format: "jwk" }), alg, kid, use: "sig" });
const part = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
const claims = { iss, aud, sub, exp: Math.floor(Date.now() / 1000) + 600 };

const token = ({ privateKey, alg, kid }, more = {}, header = {}) => {
  const text = `${part({ alg, kid, typ: "JWT", ...header })}.${part({ ...claims, ...more })}`;
  const signature = sign("sha256", Buffer.from(text), { key: privateKey, dsaEncoding: "ieee-p1363" });
  return `${text}.${signature.toString("base64url")}`;
};
// The known trick: the public key is no secret, so it must never be taken for one.
const confused = (kid, secret) => {
  const text = `${part({ alg: "HS256", kid, typ: "JWT" })}.${part(claims)}`;
  return `${text}.${createHmac("sha256", secret).update(text).digest("base64url")}`;
};

const pem = keys.rsa.publicKey.export({ type: "spki", format: "pem" });
console.log(
  JSON.stringify({
    sets: [{ keys: [jwk(keys.rsa), jwk(keys.ec)] }, { keys: [jwk(keys.next), jwk(keys.ec)] }],
    tokens: {
      rs256: token(keys.rsa),
      es256: token(keys.ec),
      unnamed: token(keys.ec, {}, { kid: undefined }),
      next: token(keys.next),
      expired: token(keys.rsa, { exp: claims.exp - 700 }),
      issuer: token(keys.rsa, { iss: "https://elsewhere.example" }),
      audience: token(keys.rsa, { aud: "another service" }),
      stranger: token(keys.stranger),
      crossed: token({ ...keys.ec, kid: "rsa-1" }),
      confused: confused("rsa-1", pem),
      confusedDer: confused("rsa-1", keys.rsa.publicKey.export({ type: "spki", format: "der" })),
      none: `${part({ alg: "none", kid: "rsa-1" })}.${part(claims)}.`,
    },
  }),
);
