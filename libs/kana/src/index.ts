export { answer } from '#libs/rules';
