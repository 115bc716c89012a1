// The search runs in a worker, and browsers start no worker from a folder. There, its script runs in a hidden frame.
// Zensical would load such a script from elsewhere; one whose name contains "iframe-worker" takes its place.
if (location.protocol === "file:") {
  window.Worker = class extends EventTarget {
    constructor(url) {
      super()
      this.frame = document.createElement("iframe")
      this.frame.hidden = true
      document.body.append(this.frame)
      const inside = this.frame.contentWindow
      inside.document.open()
      inside.document.write("<body></body>")
      inside.document.close()
      inside.postMessage = (data) => this.#tell(new MessageEvent("message", { data }))
      this.ready = new Promise((loaded, failed) => {
        const script = inside.document.createElement("script")
        script.src = url
        script.onload = loaded
        script.onerror = failed
        inside.document.body.append(script)
      })
      this.ready.catch(() => this.#tell(new ErrorEvent("error", { filename: url })))
    }

    postMessage(data) {
      const inside = this.frame.contentWindow
      const copy = structuredClone(data)
      this.ready.then(() => inside.dispatchEvent(new MessageEvent("message", { data: copy })), () => {})
    }

    terminate() {
      this.frame.remove()
    }

    #tell(event) {
      queueMicrotask(() => {
        this.dispatchEvent(event)
        this[`on${event.type}`]?.(event)
      })
    }
  }
}
