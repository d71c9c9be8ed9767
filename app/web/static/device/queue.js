// What this device keeps, and sending what waits. The page and the service worker both run it.
// There is one small database, made with the first word that is typed: "drafts" by form, "queue" by one-time key.

function database(make) {
  return new Promise((done, fail) => {
    const asked = indexedDB.open("yousaid", 1);
    asked.onupgradeneeded = () => {
      // Looking must leave no trace: a database that was not there is not made.
      if (!make) return asked.transaction.abort();
      asked.result.createObjectStore("drafts", { keyPath: "slug" });
      asked.result.createObjectStore("queue", { keyPath: "id" });
    };
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => fail(asked.error);
  });
}

// Do one thing in one store, and close again so that nothing stands in the way of wiping.
async function within(store, make, work) {
  const base = await database(make);
  try {
    return await new Promise((done, fail) => {
      const change = base.transaction(store, make ? "readwrite" : "readonly", { durability: "strict" });
      const asked = work(change.objectStore(store));
      change.oncomplete = () => done(asked.result);
      change.onerror = change.onabort = () => fail(change.error);
    });
  } finally {
    base.close();
  }
}

const all = store => within(store, false, kept => kept.getAll()).catch(() => []);
const put = (store, value) => within(store, true, kept => kept.put(value));
const drop = (store, id) => within(store, true, kept => kept.delete(id));

// Change what waits only where it still waits: it may have been deleted or taken back meanwhile.
const alter = (id, change) => within("queue", true, kept => {
  const asked = kept.get(id);
  asked.onsuccess = () => asked.result && kept.put(Object.assign(asked.result, change(asked.result)));
  return asked;
});

// Send one response: "sent", "closed", "look" (the server has something to say, in `html`) or "waiting" (no signal).
async function post(sending) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), 30000);
  try {
    const answer = await fetch(sending.action, {
      method: "POST", body: new URLSearchParams(sending.fields), signal: stop.signal,
    });
    const html = await answer.text();
    if (answer.redirected && new URL(answer.url).pathname.endsWith("/thanks")) return { state: "sent", html, url: answer.url };
    const form = html.includes('name="key"');
    if (answer.status >= 500 || answer.status === 429) return { state: "waiting", html: form && html };
    return { state: [404, 409, 410].includes(answer.status) && !form ? "closed" : "look", html };
  } catch (error) {
    return { state: "waiting" };
  } finally {
    clearTimeout(timer);
  }
}

// The key of a page counts for one response. One more from the same page gets its own as soon as there is a signal;
// whoever asks for it first, page or worker, decides.
async function keyed(record) {
  if (record.key) return record;
  try {
    const found = /name="key" value="([^"]+)"/.exec(await (await fetch(`/f/${record.slug}`)).text());
    return found ? await alter(record.id, now => ({ key: now.key || found[1] })) || record : record;
  } catch (error) {
    return record;
  }
}

const filled = record => record.fields.map(([name, value]) => [name, name === "key" ? record.key : value]);

// Try all that waits, one after the other. Returns the forms whose responses have been acknowledged.
async function flush() {
  const sent = [];
  for (const each of await all("queue")) {
    const record = await keyed(each);
    const { state } = await post({ action: record.action, fields: filled(record) });
    if (state === "sent") {
      await drop("queue", record.id);
      await uncache(record.slug);
      sent.push(record.slug);
    } else if (state !== record.state) {
      await alter(record.id, () => ({ state }));
    }
  }
  return sent;
}

// The page that was kept for opening without a signal holds a key that may be spent: it goes with the answers.
async function uncache(slug) {
  if (self.caches) await caches.delete(`yousaid ${slug}`);
}
