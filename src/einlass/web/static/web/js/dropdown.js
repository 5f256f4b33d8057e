// Menus that open over the page close as one expects: by Escape, by a touch elsewhere, when the focus leaves them.
export function closeDropdowns(root) {
  const dropdowns = () => root.querySelectorAll("[data-dropdown][open]");

  root.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const dropdown of dropdowns()) {
      const hadFocus = dropdown.contains(root.activeElement);
      dropdown.open = false;
      if (hadFocus) dropdown.querySelector("summary").focus();
    }
  });
  root.addEventListener("pointerdown", (event) => closeOthers(event.target));
  root.addEventListener("focusin", (event) => closeOthers(event.target));

  function closeOthers(target) {
    for (const dropdown of dropdowns()) {
      if (!dropdown.contains(target)) dropdown.open = false;
    }
  }
}
