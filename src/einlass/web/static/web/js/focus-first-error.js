// After a form came back with errors, the summary takes the focus, so that it is read out first.
export function focusFirstError(root) {
  root.querySelector("[data-focus-first]")?.focus();
}
