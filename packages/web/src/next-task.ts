let channel: MessageChannel | undefined;
let waiting: (() => void)[] = [];

/** Resolves once the messages that wait now were handled. A timer would do, but browsers delay those by 4 ms and more. */
export function nextTask(): Promise<void> {
  if (channel === undefined) {
    channel = new MessageChannel();
    channel.port1.onmessage = () => {
      const due = waiting;
      waiting = [];
      for (const resume of due) resume();
    };
  }
  channel.port2.postMessage(undefined);
  return new Promise((resolve) => waiting.push(resolve));
}
