import { z } from 'zod';

/** Control characters, unassigned ones, halves of surrogate pairs, and format characters: those that turn the direction of text or are not seen. */
const unseen = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Cn}\p{Zl}\p{Zp}]/u;

/**
 * A name that people tell things apart by: what cannot be seen would make two look alike, or one like something else. It
 * is kept in one spelling (NFC). Letters that look alike in two scripts are not told apart.
 */
export const objectNameSchema = z
  .string()
  .trim()
  .min(1)
  .max(80)
  .refine((name) => !unseen.test(name), 'must not hold characters that cannot be seen or that turn the text around')
  .overwrite((name) => name.normalize('NFC'));
