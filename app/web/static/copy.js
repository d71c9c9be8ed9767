(() => {
  const button = document.getElementById("copy"), words = document.getElementById("words");
  button.hidden = false;
  button.addEventListener("click", () => {
    words.select();
    const done = () => { button.textContent = button.dataset.done; };
    if (navigator.clipboard) navigator.clipboard.writeText(words.value).then(done);
    else if (document.execCommand("copy")) done();
  });
})();
