/** Something that the person who starts the program can mend: the message says what and how, a stack would not help. */
export class StartError extends Error {
  override name = 'StartError';
}
