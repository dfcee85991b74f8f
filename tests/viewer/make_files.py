"""Run files for the browser tests: make_files.py PROGRAM FOLDER DATA-DIR CONFIGS. A small demo run, wrong and large files made
from it, a run of real data where there are any; and `cells.json`: values of random cells as h5py reads them."""
import json
import math
import os
import random
import shutil
import subprocess
import sys
import zlib

try:
    import h5py
    import numpy
except ImportError as error:
    print(f"skipped: {error}")
    sys.exit(77)

HOSTILE = "<img src=x onerror=\"document.title='owned'\"><script>document.title='owned'</script>"
CELLS = 100
SMALL = {"seed": 7, "market.start_utc": "2025-03-08T00:00:00Z", "market.end_utc": "2025-03-08T12:00:00Z", "grid.bin_usd": 200,
         "grid.bins": 300, "sampling.positions": 20000, "sampling.replicates": 4, "paths.count": 2000, "paths.steps": 120,
         "paths.output_steps": 12, "paths.block_hours": 3}


def changed(source, target, change):
    shutil.copyfile(source, target)
    with h5py.File(target, "r+") as file:
        change(file)


def replaced(file, name, data, **options):
    del file[name]
    file.create_dataset(name, data=data, **options)


def hostile(file):
    text = h5py.string_dtype()
    file.attrs.create("title", HOSTILE, dtype=text)
    file.attrs.create("warnings", json.dumps([HOSTILE]), dtype=text)
    file["market"].attrs.create("venue", HOSTILE, dtype=text)
    file["market"].attrs.create("contract", "../" + HOSTILE, dtype=text)
    bands = file["ladder/leverage_band"].shape[0]
    replaced(file, "ladder/leverage_band", [HOSTILE] * bands, dtype=text)


def unknown_cells(file):
    density = file["heatmap/density"][:]
    density[:, :, : density.shape[2] // 2] = math.nan
    file["heatmap/density"][:] = density


def absurd(file):
    del file["heatmap/density"]
    file.create_dataset("heatmap/density", shape=(1 << 40, 2, 1 << 20), chunks=(16, 2, 16), dtype="f4", compression="gzip")


def absurd_axis(file):
    del file["heatmap/price_bounds"]
    file.create_dataset("heatmap/price_bounds", shape=(1 << 40, 2), chunks=(64, 2), dtype="f8", compression="gzip")


def broken(run, folder):
    """Files that the page has to refuse, or to show without what is wrong."""
    path = lambda name: os.path.join(folder, name)
    with open(path("text.h5"), "w", encoding="utf-8") as file:
        file.write("time,price\n" * 1000)
    open(path("empty.h5"), "w", encoding="utf-8").close()
    with h5py.File(path("foreign.h5"), "w") as file:
        file["x"] = numpy.arange(10)
    whole = open(run, "rb").read()
    with open(path("truncated.h5"), "wb") as file:
        file.write(whole[: len(whole) // 2])
    noise = bytearray(whole)
    for at in random.Random(1).sample(range(2048, len(noise) // 3), 3000):
        noise[at] ^= 0xFF
    with open(path("damaged.h5"), "wb") as file:
        file.write(noise)
    changed(run, path("version.h5"), lambda file: file.attrs.modify("format_version", 99))
    changed(run, path("no_heatmap.h5"), lambda file: file.__delitem__("heatmap"))
    changed(run, path("no_future.h5"), lambda file: [file.__delitem__(group) for group in ("paths", "cascade", "whatif")])
    changed(run, path("hostile.h5"), hostile)
    changed(run, path("unknown.h5"), unknown_cells)
    changed(run, path("absurd.h5"), absurd)
    changed(run, path("absurd_axis.h5"), absurd_axis)


def large(run, target, bars, bins, tensors):
    """The same run on a grid of bars x bins: `tensors` of noise that hardly compresses, each chunk the same stored bytes."""
    start, step = 1736121600, 300
    with h5py.File(run, "r") as small, h5py.File(target, "w", libver=("earliest", "v108")) as file:
        for name, value in small.attrs.items():
            file.attrs[name] = value
        market, heatmap = file.create_group("market"), file.create_group("heatmap")
        for name, value in small["market"].attrs.items():
            market.attrs[name] = value
        market.attrs["bar_seconds"] = numpy.int32(step)
        market["time"] = start + step * numpy.arange(bars, dtype="i8")
        close = 100000 + 3000 * numpy.sin(numpy.arange(bars) / 150)
        for name in ("open", "close", "mark_close"):
            market[name] = close
        market["high"], market["low"] = close + 150, close - 150
        for name in ("volume", "open_interest_usd", "funding_paid"):
            market[name] = numpy.ones(bars)
        edges = numpy.linspace(80000, 120000, bins + 1)
        heatmap["price_bounds"] = numpy.stack([edges[:-1], edges[1:]], axis=1)
        chunk = (250, 2, 250)
        noise = numpy.random.default_rng(1).random(chunk).astype("f4") * 1e6
        shuffled = numpy.frombuffer(noise.tobytes(), "u1").reshape(-1, noise.itemsize).T.tobytes()
        stored = zlib.compress(shuffled, 1)
        for name in tensors:
            data = heatmap.create_dataset(name, (bars, 2, bins), "f4", chunks=chunk, compression="gzip", shuffle=True)
            for bar in range(0, bars, chunk[0]):
                for price in range(0, bins, chunk[2]):
                    data.id.write_direct_chunk((bar, 0, price), stored)


def random_cells(run):
    draw = random.Random(7)
    cells = []
    with h5py.File(run, "r") as file:
        bars, _, prices = file["heatmap/density"].shape
        steps = file["paths/horizon"].shape[0]
        for i in range(CELLS):
            part = "past" if i % 2 == 0 else "future"
            time, price = draw.randrange(bars if part == "past" else steps), draw.randrange(prices)
            if part == "past":
                names = ["density", "density_stderr", "density_low", "density_high"]
                values = {name: file["heatmap"][name][time, :, price].tolist() for name in names}
                left, right = file["market/boundary"][time], file["market/boundary"][time + 1]
            else:
                names = ["liquidated", "liquidated_stderr"]
                values = {name: file["paths"][name][time, :, price].tolist() for name in names}
                for name in ["visit_probability", "visit_probability_stderr", "visit_probability_no_feedback"]:
                    values[name] = [float(file["paths"][name][time, price])]
                left, right = file["market/boundary"][-1] + file["paths/horizon_bounds"][time]
            low, high = file["heatmap/price_bounds"][price]
            cells.append({"part": part, "time": time, "price": price, "t0": int(left), "t1": int(right), "p0": float(low),
                          "p1": float(high), "values": values})
        whatif = {name: file["whatif"][name][:].tolist() for name in ("forced", "stop_price", "book", "fund", "adl")}
        bounds = file["whatif/price_bounds"][:].tolist()
    return {"cells": cells, "whatif": whatif, "bounds": bounds}


def run(program, target, *options):
    subprocess.run([program, "run", *options, "--quiet", "-o", target], check=True, stdout=subprocess.DEVNULL)


def settings(values):
    return [word for key, value in values.items() for word in ("--set", f"{key}={value}")]


def main(program, folder, data, configs):
    os.makedirs(folder, exist_ok=True)
    demo = os.path.join(folder, "run.h5")
    run(program, demo, *settings(SMALL))
    if data:
        few = settings({"sampling.positions": 100000, "sampling.replicates": 4, "paths.count": 2000})
        run(program, os.path.join(folder, "real.h5"), os.path.join(configs, "btc-4h-real.toml"), "--data", data, *few)
    broken(demo, folder)
    tensors = ("density", "density_stderr", "density_low", "density_high", "more_a", "more_b", "more_c", "more_d")
    large(demo, os.path.join(folder, "large.h5"), 2000, 2000, tensors)
    large(demo, os.path.join(folder, "huge.h5"), 8000, 8000, tensors[:3])
    with open(os.path.join(folder, "cells.json"), "w", encoding="utf-8") as file:
        json.dump(random_cells(demo), file)


if __name__ == "__main__":
    main(*sys.argv[1:])
