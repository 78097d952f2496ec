// Verifies and issues certificates with other people's libraries: @sd-jwt/sd-jwt-vc and jose.
// Reads a list of tasks as JSON from standard input and writes a list of answers: {claims} or {refused: message}.
// Must never share a line with the program under test, and never leave a signature unchecked.
import { webcrypto } from "node:crypto";
import { readFileSync } from "node:fs";
globalThis.crypto ??= webcrypto;
const { ES256, digest, generateSalt } = await import("@sd-jwt/crypto-nodejs");
const { StatusList, createHeaderAndPayload, getListFromStatusListJWT } = await import("@sd-jwt/jwt-status-list");
const { SDJwtVcInstance } = await import("@sd-jwt/sd-jwt-vc");
const jose = await import("jose");

// The verifier of a token by the key that its header names, out of the issuer's published set.
const byPublished = (keys) => async (data, signature) => {
  const { kid } = jose.decodeProtectedHeader(`${data}.${signature}`);
  const jwk = keys.keys.find((key) => key.kid === kid);
  if (!jwk) throw new Error("no such key is published");
  return (await ES256.getVerifier(jwk))(data, signature);
};

const verifySdJwt = async ({ token, keys, statusList, now, nonce }) => {
  const client = new SDJwtVcInstance({
    hasher: digest,
    verifier: byPublished(keys),
    statusVerifier: byPublished(keys),
    statusListFetcher: async (uri) => {
      if (jose.decodeJwt(statusList).sub !== uri) throw new Error("another list");
      return statusList;
    },
    kbVerifier: async (data, signature, payload) => (await ES256.getVerifier(payload.cnf.jwk))(data, signature),
  });
  const { payload, header, kb } = await client.verify(token, { currentDate: now, keyBindingNonce: nonce });
  if (header.typ !== "dc+sd-jwt") throw new Error("another kind");
  if (payload.iss !== keys.issuer) throw new Error("another issuer");
  return { ...payload, audience: kb?.payload.aud };
};

const verifyVcJose = async ({ token, keys, statusList, now }) => {
  const published = jose.createLocalJWKSet(keys);
  const rules = { algorithms: ["ES256"], issuer: keys.issuer, currentDate: new Date(now * 1000) };
  const { payload } = await jose.jwtVerify(token, published, { ...rules, typ: "vc+jwt" });
  const { idx, uri } = payload.status.status_list;
  await jose.jwtVerify(statusList, published, { ...rules, typ: "statuslist+jwt", subject: uri });
  if (getListFromStatusListJWT(statusList).getStatus(idx) !== 0) throw new Error("withdrawn");
  return payload;
};

const issueSdJwt = async ({ secret, kid, payload, frame }) => {
  const client = new SDJwtVcInstance({
    hasher: digest,
    hashAlg: "sha-256",
    saltGenerator: generateSalt,
    signer: await ES256.getSigner(secret),
    signAlg: "ES256",
  });
  return { token: await client.issue(payload, frame, { header: { kid } }) };
};

const issueVcJose = async ({ secret, kid, payload }) => {
  const key = await jose.importJWK(secret, "ES256");
  return { token: await new jose.SignJWT(payload).setProtectedHeader({ alg: "ES256", typ: "vc+jwt", kid }).sign(key) };
};

const issueStatusList = async ({ secret, kid, payload, states }) => {
  const made = createHeaderAndPayload(new StatusList(states, 1), payload, { alg: "ES256", kid });
  const key = await jose.importJWK(secret, "ES256");
  return { token: await new jose.SignJWT(made.payload).setProtectedHeader(made.header).sign(key) };
};

const work = { verifySdJwt, verifyVcJose, issueSdJwt, issueVcJose, issueStatusList };
const answers = [];
for (const task of JSON.parse(readFileSync(0, "utf-8"))) {
  try {
    answers.push(await work[task.work](task));
  } catch (error) {
    answers.push({ refused: String(error.message) });
  }
}
process.stdout.write(JSON.stringify(answers));
