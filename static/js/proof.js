// Checks an entry's proof (C2SP tlog-proof) where it is read. The key comes with the page: whoever kept another finds out.
"use strict";

const told = document.getElementById("proof-check");
const HEADER = "c2sp.org/tlog-proof@v1";
const HASH = 32; // bytes

const plain = (text) => Uint8Array.from(atob(text), (one) => one.charCodeAt(0));
const bytes = (text) => new TextEncoder().encode(text);
const same = (one, other) => one.length === other.length && one.every((byte, at) => byte === other[at]);

async function hash(...pieces) {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", await new Blob(pieces).arrayBuffer()));
}

function parsed(text) {
  const blank = text.indexOf("\n\n");
  const [header, extra, index, ...path] = text.slice(0, blank).split("\n");
  const note = text.slice(blank + 2), end = note.indexOf("\n\n");
  const [origin, size, root] = note.slice(0, end).split("\n");
  if (header !== HEADER || blank < 0 || end < 0) throw new Error("no proof file");
  return {
    leaf: plain(extra.replace(/^extra /, "")), index: BigInt(index.replace(/^index /, "")), path: path.map(plain),
    origin, size: BigInt(size), root: plain(root), body: note.slice(0, end + 1), signatures: note.slice(end + 2),
  };
}

// RFC 9162, 2.1.3.2: from the leaf up; left and right by the bits of its number and of the last one's.
async function holds({ leaf, index, path, size, root }) {
  if (index >= size || path.some((step) => step.length !== HASH)) return false;
  let at = index, last = size - 1n, node = await hash(Uint8Array.of(0), leaf);
  for (const step of path) {
    if (last === 0n) return false;
    if (at & 1n || at === last) {
      node = await hash(Uint8Array.of(1), step, node);
      while (!(at & 1n) && at !== 0n) { at >>= 1n; last >>= 1n; }
    } else {
      node = await hash(Uint8Array.of(1), node, step);
    }
    at >>= 1n;
    last >>= 1n;
  }
  return last === 0n && same(node, root);
}

// True or false; null where the browser knows no Ed25519.
async function signed({ origin, body, signatures }, verifier) {
  const [, name, hint, encoded] = verifier.match(/^([^+]*)\+([^+]*)\+(.*)$/); // base64 has a + of its own
  let key;
  try {
    key = await crypto.subtle.importKey("raw", plain(encoded).slice(1), { name: "Ed25519" }, false, ["verify"]);
  } catch {
    return null;
  }
  const start = `\u2014 ${name} `;
  for (const line of signatures.split("\n").filter((one) => origin === name && one.startsWith(start))) {
    const signature = plain(line.slice(start.length));
    const hinted = [...signature.slice(0, 4)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    if (hinted === hint && await crypto.subtle.verify("Ed25519", key, signature.slice(4), bytes(body))) return true;
  }
  return false;
}

function say(outcome, proof) {
  const line = document.createElement("p"), words = document.createElement("strong");
  words.textContent = told.dataset[outcome].replace("{size}", proof?.size).replace("{index}", proof?.index);
  line.append(words);
  line.className = { holds: "standing", unsigned: "standing warn", unread: "standing warn" }[outcome] ?? "standing stop";
  told.dataset.outcome = outcome;
  told.replaceChildren(line);
}

async function check() {
  let text, proof;
  try {
    const answer = await fetch(told.dataset.proof);
    if (!answer.ok) return say("unread");
    text = await answer.text();
  } catch {
    return say("unread");
  }
  try {
    proof = parsed(text);
    const isThis = proof.index === BigInt(told.dataset.index) && same(proof.leaf, bytes(told.dataset.leaf));
    if (!isThis || !await holds(proof)) return say("wrong");
    const signature = await signed(proof, told.dataset.key);
    say(signature === null ? "unsigned" : signature ? "holds" : "forged", proof);
  } catch {
    say("wrong");
  }
}

// Without a secure address browsers lend no hashes: the page goes on saying how to check.
if (globalThis.crypto?.subtle) check();
