"""Opens a run file with h5py, netCDF4 and xarray's two netCDF-4 engines and checks what format.md promises.

Arguments: the file, then density[0, 1, 2] and contracts[0, 1, 2] as the writer knew them.
Exit status 77: a Python package is missing.
"""
import json
import sys
import warnings

try:
    import h5netcdf  # noqa: F401  xarray uses it
    import h5py
    import netCDF4
    import numpy as np
    import xarray
except ImportError as error:
    print(error)
    sys.exit(77)

warnings.simplefilter("error")
path, density, contracts = sys.argv[1], np.float32(sys.argv[2]), int(sys.argv[3])

SHAPES = {
    "market": {
        "time": "time", "boundary": "boundary", "open": "time", "high": "time", "low": "time", "close": "time",
        "mark_low": "time", "mark_high": "time", "mark_close": "time", "volume": "time", "vwap": "time",
        "taker_buy_volume": "time", "open_interest_usd": "time", "open_interest_lots": "boundary",
        "funding_rate": "time", "funding_paid": "time", "long_short_ratio": "time",
    },
    "heatmap": {
        "time": "time", "price": "price", "price_bounds": "price bnds", "side": "side", "where": "where",
        "kind": "kind", "density": "time side price", "density_stderr": "time side price",
        "density_low": "time side price", "density_high": "time side price", "contracts": "time side price",
        "contracts_outside": "time side where", "flow": "time side kind", "open_interest_usd": "time side",
        "prior_stock_share": "time", "closure": "time side",
    },
    "ladder": {
        "price": "price", "price_bounds": "price bnds", "side": "side", "replicate": "replicate",
        "leverage_band": "leverage_band", "leverage_bounds": "leverage_band bnds", "venue": "venue",
        "notional": "replicate side price", "cumulative": "side price", "cumulative_stderr": "side price",
        "cumulative_low": "side price", "cumulative_high": "side price", "count": "side price",
        "by_leverage": "leverage_band side price", "by_venue": "venue side price",
    },
}
INTEGERS = {"time", "boundary", "open_interest_lots", "contracts", "contracts_outside", "flow", "count", "replicate"}
DOUBLES = {"price", "price_bounds", "leverage_bounds"} | (set(SHAPES["market"]) - INTEGERS)
TEXTS = {"side", "where", "kind", "leverage_band", "venue"}


def expected_dtype(group, name):
    if name in TEXTS:
        return np.dtype(object)
    if name in INTEGERS:
        return np.dtype("<i8")
    return np.dtype("<f8") if name in DOUBLES and (group == "market" or name != "open_interest_usd") else np.dtype("<f4")


def check_h5py():
    with h5py.File(path) as file:
        assert set(file) == set(SHAPES), set(file)
        for group, datasets in SHAPES.items():
            names = {name for name in file[group] if name != "bnds"}
            assert names == set(datasets), names ^ set(datasets)
            for name, dims in datasets.items():
                dataset = file[group][name]
                assert dataset.dtype == expected_dtype(group, name), (group, name, dataset.dtype)
                if name in TEXTS:
                    assert h5py.check_string_dtype(dataset.dtype) == ("utf-8", None), name
                else:
                    assert dataset.shuffle and dataset.compression == "gzip" and dataset.chunks, name
                if h5py.h5ds.is_scale(dataset.id):
                    assert dims == name
                    continue
                for axis, dim in enumerate(dims.split()):
                    assert [scale.name for scale in dataset.dims[axis].values()] == [f"/{group}/{dim}"], name
            assert file[group].id.get_create_plist().get_link_creation_order() == 3
        assert file["heatmap/density"][0, 1, 2] == density
        assert file["heatmap/contracts"][0, 1, 2] == contracts
        assert len(file.attrs["config_toml"]) > 65536
        assert file.attrs["format"] == "tinderbox-run" and file.attrs["format_version"] == 1
        assert file.attrs["seed"] == 2**64 - 1
        assert {"path", "sha256", "rows", "first_time", "last_time"} <= set(json.loads(file.attrs["inputs"])[0])


def check_xarray(engine):
    root = xarray.open_dataset(path, engine=engine)
    assert root.attrs["Conventions"] == "CF-1.10" and root.attrs["synthetic"] == 0, root.attrs
    for group, datasets in SHAPES.items():
        with xarray.open_dataset(path, group=group, engine=engine) as data:
            data.load()
            assert set(data.variables) == set(datasets), set(data.variables) ^ set(datasets)
            for name, dims in datasets.items():
                assert data[name].dims == tuple(dims.split()), (name, data[name].dims)
                assert data[name].attrs.get("long_name") or name.endswith("_bounds"), name
    heatmap = xarray.open_dataset(path, group="heatmap", engine=engine)
    cell = heatmap["density"].isel(time=0).sel(side="short").isel(price=2)
    assert cell.item() == density and cell.attrs["units"] == "USD"
    assert heatmap["contracts"].dtype == np.int64
    assert heatmap["time"].values[0] == np.datetime64("2025-03-08T00:00:00")
    assert np.isnan(heatmap["density_stderr"].values[0, 0, 0])
    ladder = xarray.open_dataset(path, group="ladder", engine=engine)
    assert list(ladder["leverage_band"].values) == ["0.5-3x", "3-7x", "7-125x"], ladder["leverage_band"].values
    assert float(ladder["by_leverage"].sel(leverage_band="3-7x").sum()) > 0


def check_netcdf4():
    with netCDF4.Dataset(path) as file:
        assert file.data_model == "NETCDF4"
        assert file["heatmap"].dimensions["bnds"].size == 2 and "bnds" not in file["heatmap"].variables
        assert len(file.getncattr("config_toml")) > 65536
        for group in SHAPES:
            assert not [name for name in file[group].dimensions if "phony" in name]


check_h5py()
check_netcdf4()
for engine in ("netcdf4", "h5netcdf"):
    check_xarray(engine)
print("ok")
