// Runs before the first paint: says that scripts work.
(function () {
  "use strict";
  document.documentElement.classList.add("js");
})();
