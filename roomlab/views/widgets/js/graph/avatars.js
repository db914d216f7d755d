// Pictures of agents. Only such as come as data within the room are shown: an address would be a request.

const RASTER = /^data:image\/(png|jpeg|gif|webp|bmp|avif);base64,[A-Za-z0-9+/=]+$/;
const LONGEST = 400_000; // characters

/** Whether an avatar is a picture of pixels that is here in full. A drawing (SVG) may hold anything, so it is not. */
export function isSafeAvatar(avatar) {
  return typeof avatar === "string" && avatar.length <= LONGEST && RASTER.test(avatar);
}

export class Avatars {
  /**
   * @param {Document} document
   * @param {function()} whenReady called when another picture can be shown
   */
  constructor(document, whenReady) {
    this.document = document;
    this.whenReady = whenReady;
    this.images = new Map(); // avatar to image
  }

  /** The picture of an agent, once it is decoded; null while it is not, and where there is none. */
  of(agent) {
    if (!isSafeAvatar(agent.avatar)) return null;
    let image = this.images.get(agent.avatar);
    if (!image) {
      image = this.document.createElement("img");
      image.onload = () => this.whenReady();
      image.src = agent.avatar;
      this.images.set(agent.avatar, image);
    }
    return image.complete && image.naturalWidth > 0 ? image : null;
  }

  destroy() {
    for (const image of this.images.values()) image.onload = null;
    this.images.clear();
  }
}
