/* The device's keys and the lock. What lies here opens with the device's own key and the PIN together: PBKDF2 over the
   PIN, its result through a key of this browser that cannot be read out, and AES-GCM under what comes of it. */
"use strict";

(() => {
  const P256 = { namedCurve: "P-256" };
  const PACKAGE = "xiangxin visits package 1";
  const bytes = (text) => new TextEncoder().encode(text);
  const text = (content) => new TextDecoder().decode(content);
  const random = (count) => crypto.getRandomValues(new Uint8Array(count));

  function toText(content) {
    let signs = "";
    for (const byte of new Uint8Array(content)) {
      signs += String.fromCharCode(byte);
    }
    return btoa(signs).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  }

  function fromText(written) {
    const signs = atob(written.replaceAll("-", "+").replaceAll("_", "/"));
    return Uint8Array.from(signs, (sign) => sign.charCodeAt(0));
  }

  async function seal(key, place, value) {
    const nonce = random(12);
    const how = { name: "AES-GCM", iv: nonce, additionalData: bytes(place) };
    return { nonce, data: await crypto.subtle.encrypt(how, key, bytes(JSON.stringify(value))) };
  }

  /* The value of a box; an error where the key or the place is another. */
  async function open(key, place, box) {
    const how = { name: "AES-GCM", iv: box.nonce, additionalData: bytes(place) };
    return JSON.parse(text(await crypto.subtle.decrypt(how, key, box.data)));
  }

  async function stretched(pin, salt, rounds) {
    const base = await crypto.subtle.importKey("raw", bytes(pin.normalize("NFKC")), "PBKDF2", false, ["deriveBits"]);
    return crypto.subtle.deriveBits({ name: "PBKDF2", hash: "SHA-256", salt, iterations: rounds }, base, 256);
  }

  async function key(device, pin) {
    const slow = await stretched(pin, device.salt, device.rounds);
    const bound = await crypto.subtle.sign("HMAC", device.bind, slow);
    return crypto.subtle.importKey("raw", bound, "AES-GCM", false, ["encrypt", "decrypt"]);
  }

  Visits.locks = {
    seal,
    open,
    key,

    /* New keys for this device; the private halves can be used here and read out nowhere. */
    async make(rounds) {
      const sign = await crypto.subtle.generateKey({ name: "ECDSA", ...P256 }, false, ["sign", "verify"]);
      const wrap = await crypto.subtle.generateKey({ name: "ECDH", ...P256 }, false, ["deriveBits"]);
      const bind = await crypto.subtle.generateKey({ name: "HMAC", hash: "SHA-256", length: 256 }, false, ["sign"]);
      return { sign: sign.privateKey, wrap: wrap.privateKey, bind, salt: random(16), rounds,
        signKey: toText(await crypto.subtle.exportKey("spki", sign.publicKey)),
        wrapKey: toText(await crypto.subtle.exportKey("spki", wrap.publicKey)) };
    },

    /* Whether a PIN is worth having: long enough, and neither one sign over and over nor a plain row of digits. */
    isFit(pin, least, most) {
      const rows = "01234567890123456789 98765432109876543210";
      return pin.length >= least && pin.length <= most && new Set(pin).size > 2 && !rows.includes(pin);
    },

    /* Opens what the office closed for this device, as this list and no other. */
    async openPackage(device, sent) {
      const context = bytes(sent.list + ":" + device.id);
      const half = await crypto.subtle.importKey("raw", fromText(sent.half), { name: "ECDH", ...P256 }, false, []);
      const shared = await crypto.subtle.deriveBits({ name: "ECDH", public: half }, device.wrap, 256);
      const base = await crypto.subtle.importKey("raw", shared, "HKDF", false, ["deriveKey"]);
      const info = new Uint8Array([...bytes(PACKAGE), 0, ...context]);
      const how = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(), info };
      const opener = await crypto.subtle.deriveKey(how, base, { name: "AES-GCM", length: 256 }, false, ["decrypt"]);
      const plain = { name: "AES-GCM", iv: fromText(sent.nonce), additionalData: context };
      return JSON.parse(text(await crypto.subtle.decrypt(plain, opener, fromText(sent.data))));
    },

    async signature(device, body) {
      return toText(await crypto.subtle.sign({ name: "ECDSA", hash: "SHA-256" }, device.sign, bytes(body)));
    },
  };
})();
