import { notifications } from '@mantine/notifications';
import { messageOf } from './states.js';

/** Says that something was done. For what went wrong with a form, show its faults there instead. */
export function toast(message: string): void {
  notifications.show({ message, color: 'teal', autoClose: 5_000 });
}

/** Says what went wrong with an action that has no form; stays until it is closed. */
export function toastError(error: unknown): void {
  notifications.show({
    title: 'That did not work',
    message: messageOf(error),
    color: 'red',
    autoClose: false,
  });
}
