// A shared tablet: nothing is kept; it asks whether somebody is still there, and starts anew for the next person.
const STILL = 90000, LEFT = 30, THANKS = 20;
let idle, touched = false, guarded = false;
const leave = () => location.replace(place().start);

// Count down where people see it, without saying each second aloud.
function count(told, seconds) {
  if (!told.isConnected) return;
  told.querySelector("[role=timer]").textContent = number(seconds);
  if (seconds > 0) setTimeout(count, 1000, told, seconds - 1);
  else leave();
}

function ask() {
  const told = card("still");
  const stay = () => { told.remove(); rest(); };
  told.querySelector("button").addEventListener("click", stay);
  told.addEventListener("cancel", stay);
  document.body.append(told);
  told.showModal();
  count(told, LEFT);
}

function rest() {
  clearTimeout(idle);
  if (touched && !document.querySelector("dialog")) idle = setTimeout(ask, STILL);
}

function watch() {
  clearTimeout(idle);
  if (!guarded) {
    guarded = true;
    touched = Boolean(shown()) && !empty(shown()); // written before this script came
    for (const kind of ["pointerdown", "keydown", "input"]) document.addEventListener(kind, () => { touched = true; rest(); });
    // A page that the browser kept for its back button may hold what somebody wrote.
    addEventListener("pageshow", event => event.persisted && leave());
  }
  rest();
  if (place().done) {
    const told = tell("leaving", { stay: () => { told.remove(); touched = true; rest(); } });
    count(told, THANKS);
  }
}
