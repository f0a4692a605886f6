// Runs before the first paint: says that scripts work, and restores the large type.
(function () {
  "use strict";
  var root = document.documentElement;
  root.classList.add("js");
  try {
    if (window.localStorage.getItem("large-type") === "1") {
      root.classList.add("is-large");
    }
  } catch (error) {
    // A browser that forbids storage shows the normal type.
  }
})();
