import { answer } from '#libs/kana';
console.log(answer);
