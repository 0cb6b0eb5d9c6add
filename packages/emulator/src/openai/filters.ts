const safe = { filtered: false, severity: "safe" } as const;
const undetected = { filtered: false, detected: false } as const;

/** What the content filter says of a harmless text. The emulator filters nothing. */
export const harmless: object = { hate: safe, self_harm: safe, sexual: safe, violence: safe };

/** What it says of a harmless prompt. */
export const harmlessPrompt: object = { ...harmless, jailbreak: undetected };

/** What it says of a harmless answer. */
export const harmlessAnswer: object = {
  ...harmless,
  protected_material_code: undetected,
  protected_material_text: undetected,
};
