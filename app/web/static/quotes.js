// Reading quotes by single keys. The next ones are here before they are asked for; what is decided is sent in the
// background, one after the other, and again when the connection fails. All of it works without, by buttons.
"use strict";
const reader = document.getElementById("reader"), say = (name, n) => reader.dataset[name].replace("%(n)s", n);
const part = (id) => document.getElementById(id);
const here = `quotes ${reader.dataset.address}`;
const kept = (name, value) => {
  try {
    if (value !== undefined) sessionStorage.setItem(`${name} ${here}`, JSON.stringify(value));
    return JSON.parse(sessionStorage.getItem(`${name} ${here}`));
  } catch { return null; }
};
const number = (n) => new Intl.NumberFormat(reader.dataset.sayLocale).format(n);

const quotes = [{
  comment: reader.dataset.comment, text: part("quote").textContent, lang: part("quote").lang, dir: part("quote").dir,
  about: part("about").textContent, state: part("state").textContent,
}];
const seen = new Set([reader.dataset.comment]), done = [];
let at = 0, fetching = false, exhausted = false;

// --- what is shown
function show(place) {
  at = place;
  const quote = quotes[at];
  part("quote").textContent = quote ? quote.text : say("sayNone");
  part("quote").lang = quote ? quote.lang : document.documentElement.lang;
  part("quote").dir = quote ? quote.dir : "auto";
  part("about").textContent = quote ? quote.about : "";
  part("state").textContent = (quote && quote.state) || "";
  part("words").value = quote ? quote.words || quote.text : "";
  part("words").lang = part("quote").lang;
  part("shorten").open = Boolean(quote && quote.words);
  part("undo").hidden = !done.length;
  part("previous").hidden = !at;
  part("next").hidden = !quote;
  part("left").hidden = Boolean(done.length);
  const wrong = part("wrong");
  wrong.hidden = !(quote && quote.problem);
  wrong.textContent = (quote && quote.problem) || "";
  part("card").focus();
  more();
}

async function more() {
  if (fetching || exhausted || quotes.length - at > 15) return;
  fetching = true;
  try {
    const last = quotes.at(-1).comment;
    const answer = await fetch(`${reader.dataset.more}?after=${encodeURIComponent(last)}`, {headers: {Accept: "application/json"}});
    if (!answer.ok || answer.redirected) throw new Error("not now");
    const none = !quotes[at], found = (await answer.json()).quotes, fresh = found.filter((each) => !seen.has(each.comment));
    fresh.forEach((each) => { seen.add(each.comment); quotes.push(each); });
    exhausted = !found.length;
    if (none && fresh.length) show(at);
  } catch {
    setTimeout(() => { fetching = false; more(); }, 3000);
    return;
  }
  fetching = false;
}

// --- what is sent
let waiting = kept("waiting") || [], sending = false, pause = 1000, trouble = "";
function tell() {
  kept("waiting", waiting);
  part("saved").hidden = false;
  part("saved").textContent = !waiting.length ? say("saySaved") : say(trouble || "sayWaiting", number(waiting.length));
}
async function send() {
  if (sending) return;
  sending = true;
  while (waiting.length) {
    const one = waiting[0];
    try {
      const answer = await fetch(reader.dataset.address, {
        method: "POST", body: new URLSearchParams(one), signal: AbortSignal.timeout(20000),
        headers: {Accept: "application/json", "X-CSRFToken": reader.dataset.token},
      });
      if (answer.redirected || answer.status === 400) { trouble = "saySignedOut"; throw new Error("signed out"); }
      if (!answer.ok && answer.status !== 422) { trouble = "sayOffline"; throw new Error("not now"); }
      const problem = (await answer.json()).problem;
      waiting.shift();
      trouble = "";
      pause = 1000;
      if (problem) refused(one, problem);
    } catch {
      trouble ||= "sayOffline";
      tell();
      await new Promise((go) => { setTimeout(go, pause); addEventListener("online", go, {once: true}); });
      pause = Math.min(pause * 2, 30000);
      continue;
    }
    tell();
  }
  sending = false;
}
// What could not be done is read again next, with what was typed.
function refused(one, problem) {
  const place = done.findIndex((each) => each.key === one.key);
  if (place >= 0) done.splice(place, 1);
  const from = quotes.findIndex((each) => each.comment === one.comment);
  if (from < 0) return;
  Object.assign(quotes[from], {state: "", problem, words: one.words});
  show(from);
}

function decide(how, state, words) {
  const quote = quotes[at];
  if (!quote) return;
  const one = {do: how, comment: quote.comment, key: crypto.randomUUID ? crypto.randomUUID() : `${Date.now()}-${Math.random()}`.replace(".", "")};
  if (words !== undefined) one.words = words;
  Object.assign(quote, {state, problem: "", words: ""});
  done.push({key: one.key, place: at});
  waiting.push(one);
  show(at + 1);
  tell();
  send();
}
function undo() {
  const last = done.pop();
  if (!last) return;
  waiting.push({do: "undo", of: last.key, comment: quotes[last.place].comment, key: `undo-${last.key}`});
  quotes[last.place].state = say("sayBack");
  show(last.place);
  tell();
  send();
}

const acts = {
  approve: () => decide("approve", say("sayApproved")), hide: () => decide("hide", say("sayHidden")), undo,
  next: () => { if (at < quotes.length) show(at + 1); }, previous: () => { if (at > 0) show(at - 1); },
  shorten: () => { part("shorten").open = true; part("words").focus(); },
};
const keys = {a: "approve", h: "hide", s: "shorten", n: "next", j: "next", p: "previous", k: "previous", u: "undo"};

// --- keys, which can be turned off (WCAG 2.1.4); on a keyboard of another script by the place of the key
let on = localStorage.getItem("quote-keys") !== "off";
function keysAre() {
  reader.classList.toggle("keys-on", on);
  part("keys").textContent = say(on ? "sayOn" : "sayOff");
  part("keys").setAttribute("aria-pressed", String(on));
}
document.addEventListener("keydown", (event) => {
  if (event.target === part("words") && event.key === "Escape") { part("shorten").open = false; part("card").focus(); return; }
  if (!on || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
  if (event.target.matches("input, textarea, select")) return;
  const letter = /^[a-z]$/i.test(event.key) ? event.key.toLowerCase() : event.code.replace("Key", "").toLowerCase();
  if (!keys[letter]) return;
  event.preventDefault();
  acts[keys[letter]]();
});
part("keys").addEventListener("click", () => { on = !on; localStorage.setItem("quote-keys", on ? "on" : "off"); keysAre(); });

part("decide").addEventListener("submit", (event) => { event.preventDefault(); acts[event.submitter.value](); });
part("undo").addEventListener("submit", (event) => {
  if (done.length) { event.preventDefault(); undo(); }  // otherwise what was decided before this page, by the server
});
for (const id of ["next", "previous"]) part(id).addEventListener("click", (event) => { event.preventDefault(); acts[id](); });
part("shorten").querySelector("form").addEventListener("submit", (event) => {
  event.preventDefault();
  decide("shorten", say("sayApproved"), part("words").value);
});
addEventListener("beforeunload", (event) => { if (waiting.length) event.preventDefault(); });

part("keys-row").hidden = false;
keysAre();
if (waiting.length) { tell(); send(); }
more();
