// A page that waits for the worker: looks again every two seconds, and loads anew when the state
// has changed. Without this script the link on the page does the same.
(function () {
  "use strict";

  const PAUSE = 2000;
  let waiting = document.querySelector("[data-watch]");

  function look() {
    window
      .fetch(window.location.href, { credentials: "same-origin" })
      .then(function (response) {
        if (!response.ok) {
          throw new Error(String(response.status));
        }
        return response.text();
      })
      .then(function (text) {
        const page = new DOMParser().parseFromString(text, "text/html");
        const found = page.querySelector("[data-watch]");
        if (!found || found.dataset.watch !== waiting.dataset.watch) {
          window.location.reload();
          return;
        }
        if (found.textContent !== waiting.textContent) {
          waiting.replaceWith(found);
          waiting = found;
        }
        window.setTimeout(look, PAUSE);
      })
      .catch(function () {
        window.setTimeout(look, 5 * PAUSE);
      });
  }

  if (waiting) {
    window.setTimeout(look, PAUSE);
  }
})();
