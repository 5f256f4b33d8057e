// Checks in the browser that a signature is that of a round of drand's quicknet; the same constants as in fairdraw's drand.py.
// BLS over BLS12-381: the signature is a point of G1, the key one of G2, the message SHA-256 of the round in 8 bytes.

const PUBLIC_KEY =
  "83cf0f2896adee7eb8b5f01fcad3912212c437e0073e911fb90022d3e760183c8c4b450b6a0a6c3ac6a5776a2d106451" +
  "0d1fec758c921cc22b0e17e63aaf4bcb5ed66304de9cf809bd274ca73bab4af5a6e9c76a4bc09e76eae8991ef5ece45a";
const SCHEME = "BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_";

/**
 * load: gives noble's bls12-381.js, which is large and so asked for only when there is a signature to check.
 * Returns an async function: whether the signature, 96 hexadecimal digits, is that of this round; null if nobody can say,
 * because the library did not come or the browser is too old for it.
 */
export function roundChecker({ sha256, fromHex }, load = () => import("../npm/noble-curves/bls12-381.js")) {
  return async (round, signature) => {
    const bls = await load().then(({ bls12_381 }) => bls12_381.shortSignatures, () => null);
    if (bls === null) return null;
    const message = new Uint8Array(8);
    new DataView(message.buffer).setBigUint64(0, BigInt(round));
    const point = signaturePoint(bls, fromHex(signature));
    return point !== null && bls.verify(point, bls.hash(sha256(message), SCHEME), fromHex(PUBLIC_KEY));
  };
}

/** null where the bytes are no point of the curve, or none of the right group. */
function signaturePoint(bls, bytes) {
  try {
    const point = bls.Signature.fromBytes(bytes);
    point.assertValidity();
    return point;
  } catch {
    return null;
  }
}
