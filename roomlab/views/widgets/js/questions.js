// What a page has asked of the kernel, and who waits for the answers.

export class Questions {
  /** @param {function(object)} send a message to the kernel */
  constructor(send) {
    this._send = send;
    this._waiting = new Map(); // number of a question → {resolve, reject}
    this._last = 0;
  }

  /** @returns {number} of a question, for whoever looks out for the answer. */
  number() {
    return ++this._last;
  }

  /** @returns {Promise<object>} the answer; it fails if the kernel says so, or will never say anything. */
  ask(message) {
    const request = this.number();
    return new Promise((resolve, reject) => {
      this._waiting.set(request, { resolve, reject });
      this._send({ ...message, request });
    });
  }

  /** Give an answer, or an error, to whoever waits for it. */
  answer(message) {
    const waiting = this._waiting.get(message.request);
    this._waiting.delete(message.request);
    if (message.type === "error") waiting?.reject(new Error(message.text));
    else waiting?.resolve(message);
  }

  /** Nobody will answer any more: let those who wait know why. */
  abandon(why) {
    for (const { reject } of this._waiting.values()) reject(new Error(why));
    this._waiting.clear();
  }
}
