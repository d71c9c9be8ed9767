// The page: sends by itself so that a lost signal costs nothing, and says what is kept on this phone.
// All words come from the server, as cards in a template.
const place = () => document.getElementById("cards").dataset;
const box = () => document.getElementById("device");
const card = name => document.getElementById("cards").content.querySelector(`[data-card=${name}]`).cloneNode(true);

// Show a card; each of its buttons does what `actions` has under its name, and goes when there is nothing.
function tell(name, actions = {}) {
  const told = card(name);
  for (const button of told.querySelectorAll("[data-do]")) {
    if (actions[button.dataset.do]) button.addEventListener("click", actions[button.dataset.do]);
    else button.remove();
  }
  box().append(told);
  return told;
}

const hush = name => box().querySelectorAll(name ? `[data-card=${name}]` : "[data-card]:not([data-id])").forEach(each => each.remove());

// Words to be copied.
function quote(told, written) {
  for (const [, value] of written) {
    const copy = card("words");
    copy.value = value;
    told.append(copy);
  }
}

function wipeable(yes) {
  const wiping = document.getElementById("wipe");
  if (wiping) wiping.hidden = !yes;
}

function look(node) {
  node.scrollIntoView({ block: "center" });
  node.focus({ preventScroll: true });
}

// Show what waits. What was written can be taken back into its form while nothing newer stands there.
async function draw(form) {
  const records = await all("queue"), drafts = await all("drafts");
  // Drawing the same again would take the focus away and be read aloud again.
  const now = JSON.stringify([form && form.hidden, drafts.map(each => each.slug), records.map(each => [each.id, each.state])]);
  if (box().dataset.now === now) return records;
  box().dataset.now = now;
  box().querySelectorAll("[data-id]").forEach(each => each.remove());
  for (const record of records) {
    const closed = record.state === "closed";
    const told = tell(record.state, {
      send: () => retry(form, true),
      open: !closed && !drafts.some(each => each.slug === record.slug) && (() => takeBack(record)),
      delete: () => discard(form, record),
      more: form && form.hidden && (() => again(form)),
    });
    told.dataset.id = record.id;
    told.querySelector("[data-time]").textContent = new Date(record.time).toLocaleString(document.documentElement.lang);
    if (closed) quote(told, record.draft.answers.filter(([, value, words]) => words && value));
  }
  if (records.length) wipeable(true);
  return records;
}

async function takeBack(record) {
  await put("drafts", { ...record.draft, key: record.key, time: Date.now() });
  await drop("queue", record.id);
  location.assign(`/f/${record.slug}`);
}

async function discard(form, record) {
  await drop("queue", record.id);
  await draw(form);
  hush("deleted");
  tell("deleted", { undo: async () => { hush("deleted"); await put("queue", record); draw(form); } }).querySelector("button").focus();
}

// Somebody else on the same phone, before the first response could be sent.
function again(form) {
  form.hidden = false;
  draw(form);
  look(document.querySelector("main"));
}

let trying;
async function retry(form, pressed) {
  if (trying || !(await all("queue")).length) return;
  if (pressed) tell("sending");
  trying = true;
  const sent = await flush().catch(() => []);
  trying = false;
  hush("sending");
  hush("nosignal");
  await arrived(form, sent);
  if (pressed && box().querySelector("[data-card=waiting]")) tell("nosignal");
}

// Say what became of what waited; when nothing is left to do, nothing is left here.
async function arrived(form, sent) {
  if (form && sent.length) form.hidden = false;
  await draw(form);
  if (!sent.length) return;
  hush("sent");
  tell("sent");
  await forget();
}

// Put the server's page in place of this one: no second sending, nothing for the back button to show again.
function replace(html, url, switched) {
  const page = new DOMParser().parseFromString(html, "text/html");
  const { lang, dir } = page.documentElement;
  Object.assign(document.documentElement, { lang, dir });
  document.title = page.title;
  document.body.replaceWith(document.adoptNode(page.body));
  // A script that came with the page (the small sum in a flood) only runs when it is made here.
  for (const came of document.querySelectorAll("main script[src]")) {
    const script = document.createElement("script");
    script.src = came.src;
    Object.assign(script.dataset, came.dataset);
    came.replaceWith(script);
  }
  if (url) history.replaceState(null, "", url);
  scrollTo(0, 0);
  (document.querySelector(switched ? ".languages [aria-current]" : "[role=alert]") || document.querySelector("main")).focus();
  return start();
}

async function send(form, button) {
  const fields = [...new FormData(form)], switching = button && button.name;
  if (switching) fields.push([button.name, button.value]);
  const { slug } = place(), { key } = form.elements, sending = { action: form.action, fields, slug, key: key.value };
  hush("offline");
  const slow = setTimeout(tell, 1000, "sending");
  const result = key.value || switching ? await post(sending) : { state: "waiting" };
  clearTimeout(slow);
  hush("sending");
  if (result.state === "sent") await (place().kiosk ? null : forget(slug));
  if (result.html) return replace(result.html, result.url, switching);
  if (switching || place().kiosk) return look(tell("offline"));
  await enqueue(form, { ...sending, id: key.value || `${Date.now()}${Math.random()}`, state: "waiting", time: Date.now(), draft: draft(form) });
}

async function enqueue(form, record) {
  unsave();
  try {
    await put("queue", record);
  } catch (error) {
    return look(tell("offline")); // this browser keeps nothing: what was written stays on the page
  }
  // At once: from here on, what waits may be sent from elsewhere, and that is said on this page.
  hush();
  fill(form, []);
  form.elements.key.value = form.fresh = "";
  form.hidden = true;
  await drop("drafts", record.slug);
  await draw(form);
  look(box().querySelector(`[data-id="${record.id}"]`) || box());
  const worker = navigator.serviceWorker && await navigator.serviceWorker.getRegistration();
  if (worker && worker.sync) worker.sync.register("send").catch(() => {});
  if (!record.key) retry(form);
}

function sends(form) {
  let busy = false;
  form.addEventListener("submit", async event => {
    event.preventDefault();
    if (busy) return;
    busy = true;
    await send(form, event.submitter).finally(() => { busy = false; });
  });
}

function keeps(form) {
  form.addEventListener("input", ({ target }) => {
    regive(form, target.name);
    if (form.opened) keep(form); // what comes before, restore() finds
  });
}

function wipes(form) {
  const wiping = document.querySelector("#wipe button");
  if (wiping) wiping.addEventListener("click", async () => {
    await wipe();
    hush();
    if (form) {
      fill(form, []);
      form.elements.key.value = form.fresh;
      form.hidden = form.carried = false;
    }
    await draw(form);
    wipeable(false);
    look(tell("wiped"));
  });
}

async function start() {
  if (!document.getElementById("cards")) return;
  const form = document.getElementById("answers"), { slug, kiosk, done } = place();
  if (form) {
    items(form);
    sends(form);
    if (!kiosk) keeps(form);
  }
  if (kiosk) return watch();
  wipes(form);
  if (done) await forget(slug);
  if (form) {
    // A page that was opened without a signal may come with a key that is already waiting with other answers.
    const { key } = form.elements, used = (await all("queue")).some(each => each.key === key.value);
    form.fresh = key.value = used ? "" : key.value;
    await restore(form);
  }
  await draw(form);
  await retry(form);
}

const shown = () => document.getElementById("answers");
const outside = () => place().kiosk ? null : retry(shown());
addEventListener("online", outside);
addEventListener("pagehide", () => saving && save(shown()));
document.addEventListener("visibilitychange", () => document.hidden ? saving && save(shown()) : outside());
setInterval(() => document.hidden || outside(), 30000);
if (navigator.serviceWorker) navigator.serviceWorker.addEventListener("message", ({ data }) => arrived(shown(), data));
start();
