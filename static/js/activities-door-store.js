// What the door's phone keeps in its own database: waiting scans, the roster, the server's time. One set per sitting.

const NAME = "activities-door";

function asked(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

function open() {
  const request = indexedDB.open(NAME, 1);
  request.onupgradeneeded = () => {
    const scans = request.result.createObjectStore("scans", { keyPath: "order", autoIncrement: true });
    scans.createIndex("sitting", "sitting");
    request.result.createObjectStore("kept");
  };
  return asked(request);
}

export class Store {
  constructor(sitting) {
    this.sitting = sitting;
    this.base = open();
  }

  async table(name, mode) {
    return (await this.base).transaction(name, mode).objectStore(name);
  }

  async add(scan) {
    return asked((await this.table("scans", "readwrite")).add({ ...scan, sitting: this.sitting }));
  }

  async waiting() {
    const index = (await this.table("scans", "readonly")).index("sitting");
    return asked(index.getAll(this.sitting));
  }

  async done(orders) {
    const table = await this.table("scans", "readwrite");
    await Promise.all(orders.map((order) => asked(table.delete(order))));
  }

  async keep(name, value) {
    return asked((await this.table("kept", "readwrite")).put(value, `${this.sitting} ${name}`));
  }

  async kept(name) {
    return asked((await this.table("kept", "readonly")).get(`${this.sitting} ${name}`));
  }

  async forget() {
    for (const name of ["roster", "time", "log"]) {
      const table = await this.table("kept", "readwrite");
      await asked(table.delete(`${this.sitting} ${name}`));
    }
  }
}
