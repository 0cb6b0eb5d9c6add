// What does AADSTS700027 want of me?
// #region aadsts
import { explain } from "@entrakit/scopes/aadsts";

/** Turns an error text of Microsoft Entra into what happened and what to do. */
export function whatToDo(errorText: string): string {
  const entry = explain(errorText);
  if (entry === undefined) return errorText;
  return `AADSTS${entry.code}: ${entry.title}. ${entry.fix} (${entry.docs})`;
}
// #endregion
