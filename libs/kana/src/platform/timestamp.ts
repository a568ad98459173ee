/** A moment as PostgreSQL reads it: its years have no sign, those before 1 are BC. */
export function timestamp(time: number): string {
  const iso = new Date(time).toISOString();
  const year = new Date(time).getUTCFullYear();
  return year > 0 ? iso.replace(/^\+0*/, '') : `${String(1 - year).padStart(4, '0')}${iso.slice(-20)} BC`;
}
