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
        "notional": "replicate side price", "bankruptcy_buffer": "replicate side price", "cumulative": "side price", "cumulative_stderr": "side price",
        "cumulative_low": "side price", "cumulative_high": "side price", "count": "side price",
        "by_leverage": "leverage_band side price", "by_venue": "venue side price",
    },
    "population": {
        "position": "position", "side": "side", "venue": "venue",
        **{name: "position" for name in ("side_index", "venue_index", "replicate", "is_cross", "weight", "entry_price",
                                         "notional_usd", "leverage", "liquidation_price")},
    },
    "repair": {
        "time": "time", "side": "side", "liquidated": "time side", "displacement": "time", "return_removed": "time",
        "low_removed": "time", "high_removed": "time",
        **{name: "" for name in ("daily_sigma_history", "daily_sigma_repaired", "daily_mean_history",
                                 "daily_mean_subtracted", "daily_mean_repaired", "missed_bars", "largest_miss")},
    },
    "book": {
        "source": "source", "percent": "percent", "level_usd": "percent",
        **{name: "" for name in ("depth_usd_per_percent", "depth_slope", "range_percent", "fit_error",
                                 "impact_exponent")},
    },
    "paths": {
        "price": "price", "price_bounds": "price bnds", "side": "side", "horizon": "horizon",
        "horizon_bounds": "horizon bnds", "quantile": "quantile", "touch_probability_low": "price",
        "touch_probability_high": "price", "touch_probability_interval": "price bnds",
        "touch_probability_replicate_share": "price", "liquidated": "horizon side price",
        "liquidated_stderr": "horizon side price",
        **{name + end: dims for name, dims in (("visit_probability", "horizon price"), ("touch_probability", "price"))
           for end in ("", "_stderr", "_no_feedback", "_no_feedback_stderr")},
        **{name + twin + end: "horizon quantile" for name in ("price_quantile", "low_quantile")
           for twin in ("", "_no_feedback") for end in ("", "_stderr")},
    },
    "cascade": {
        "price": "price", "price_bounds": "price bnds", "side": "side", "horizon": "horizon",
        "horizon_bounds": "horizon bnds", "level": "level", "payer": "payer", "venue": "venue", "entry": "entry",
        "replicate": "replicate", "time": "time", "distance": "distance", "size_edges": "size_edges",
        "size_count": "size_bin", "amplification_edges": "amplification_edges",
        "amplification_count": "amplification_bin", "amplification_paths": "", "daily_sigma": "",
        "branching_ratio": "price side", "branching_ratio_stderr": "price side", "critical_branching_ratio": "",
        **{name + end: dims for name, dims in (("critical_shock", "side"), ("critical_shock_no_feedback", "side"),
                                               ("absorbed", "payer venue side"), ("fund_loss", "venue side"),
                                               ("adl_notional", "horizon")) for end in ("", "_stderr")},
        **{name + end: (dims + more).strip()
           for name, dims in (("insurance_exhausted_probability", "horizon venue"), ("squeeze_probability", "side"),
                              ("ladder_end_probability", "side"))
           for end, more in (("", ""), ("_stderr", ""), ("_interval", " bnds"))},
        "adl_probability_interval": "bnds", "money_unit_usd": "", "account": "side entry", "replicate_paths": "replicate", "imbalance": "time distance",
    },
    "adl": {
        "venue": "venue", "side": "side", "replicate": "replicate", "leverage_band": "leverage_band",
        "leverage_bounds": "leverage_band bnds", "move_edges": "move_edges", "share_edges": "share_edges",
        "replicate_paths": "replicate", "count": "replicate venue side move_bin share_bin",
        "by_leverage": "leverage_band venue side",
    },
    "whatif": {
        "price": "price", "price_bounds": "price bnds",
        **{name + end: "price" for name in ("forced", "stop_price", "book", "fund", "adl")
           for end in ("", "_stderr", "_low", "_high")},
        "ladder_end": "price",
    },
    "stress": {"price_change": "", "duration_seconds": "", "depth_multiplier": "", "ladder_end": ""},
    "course": {
        "horizon": "horizon", "horizon_bounds": "horizon bnds", "side": "side", "quantile": "quantile", "paths": "",
        "step_seconds": "", "low_count": "horizon", "low_count_no_feedback": "horizon", "liquidating_paths": "",
        "peak_count": "horizon", "falling_paths": "", "branching_paths": "side",
        "branching_ratio_max_quantile": "side quantile", "branching_ratio_max_quantile_stderr": "side quantile",
        "supercritical_probability": "side", "supercritical_probability_stderr": "side",
        "supercritical_probability_interval": "side bnds",
    },
    "levels": {
        "level": "level", "horizon": "horizon", "horizon_bounds": "horizon bnds", "source": "source",
        "source_index": "level", "distance": "distance", "sample_paths": "", "touch_probability_interval": "level bnds",
        **{"breach_probability" + twin + end: "level horizon" for twin in ("", "_no_feedback")
           for end in ("", "_stderr")},
    },
    "rare": {name: "" for name in ("level", "paths", "stages", "tilt", "extrapolated")}
    | {name + end: "" for name in ("effective_sample_size", "variance_gain") for end in ("", "_no_feedback")},
}
ANSWER = ("", "_stderr", "_low", "_high", "_replicate_share")
ANSWERS = {
    "cascade": {"amplification": "", "adl_probability": "", "liquidated": "side",
                **{name + end: "level" for name in ("value_at_risk", "expected_shortfall")
                   for end in ("", "_no_feedback")}},
    "rare": {name: "" for name in ("probability", "probability_no_feedback", "liquidated", "move", "move_no_feedback")},
    "stress": {name: "" for name in ("stop_price", "forced", "feedback_share", "book", "fund", "adl")},
}
ANSWERS["course"] = {"peak_time": "", "peak_liquidated": "", "peak_share": "", "branching_ratio_max": "side",
                     **{name + twin: "" for name in ("low_time", "rebound", "rebound_hour")
                        for twin in ("", "_no_feedback")}}
ANSWERS["levels"] = {"liquidated_beyond": "level distance",
                     **{name: "level" for name in ("notional", "touch_probability", "touch_probability_no_feedback",
                                                   "volatility_ratio", "touch_probability_smoothed", "magnet")}}
for group, answers in ANSWERS.items():
    for name, dims in answers.items():
        SHAPES[group] |= {name + end: dims for end in ANSWER}

INTEGERS = {"time", "boundary", "open_interest_lots", "contracts", "contracts_outside", "flow", "count", "replicate",
            "horizon", "horizon_bounds", "size_count", "amplification_count", "amplification_paths", "account",
            "replicate_paths", "duration_seconds", "position", "side_index", "venue_index", "is_cross",
            "paths", "stages", "extrapolated", "low_count", "low_count_no_feedback", "liquidating_paths", "peak_count",
            "falling_paths", "branching_paths", "source_index", "sample_paths", "missed_bars"}
DOUBLES = {"price", "price_bounds", "leverage_bounds", "quantile", "level", "distance", "size_edges",
           "amplification_edges", "move_edges", "share_edges", "daily_sigma", "critical_branching_ratio", "money_unit_usd", "price_change",
           "depth_multiplier", "stress/ladder_end", "step_seconds", "tilt", "effective_sample_size", "effective_sample_size_no_feedback",
           "variance_gain", "variance_gain_no_feedback", "daily_sigma_history", "daily_sigma_repaired",
           "daily_mean_history", "daily_mean_subtracted", "daily_mean_repaired", "largest_miss", "depth_usd_per_percent",
           "depth_slope", "range_percent", "fit_error", "impact_exponent", "percent", "level_usd", "entry_price", "notional_usd", "liquidation_price"} | (set(SHAPES["market"]) - INTEGERS)
TEXTS = {"side", "where", "kind", "leverage_band", "venue", "payer", "entry", "source"}
NO_VARIABLE = {"bnds", "size_bin", "amplification_bin", "move_bin", "share_bin"}  # dimensions of which netCDF makes no variable


def is_answer(group, name):
    return any(name == answer + end for answer in ANSWERS.get(group, ()) for end in ANSWER)


def expected_dtype(group, name):
    if is_answer(group, name):
        return np.dtype("<f8")
    if name in TEXTS:
        return np.dtype(object)
    if name in INTEGERS or f"{group}/{name}" in INTEGERS:
        return np.dtype("<i8")
    if f"{group}/{name}" in DOUBLES:
        return np.dtype("<f8")
    return np.dtype("<f8") if name in DOUBLES and (group == "market" or name != "open_interest_usd") else np.dtype("<f4")


def check_h5py():
    with h5py.File(path) as file:
        assert set(file) == set(SHAPES), set(file)
        for group, datasets in SHAPES.items():
            names = {name for name in file[group] if name not in NO_VARIABLE}
            assert names == set(datasets), names ^ set(datasets)
            for name, dims in datasets.items():
                dataset = file[group][name]
                assert dataset.dtype == expected_dtype(group, name), (group, name, dataset.dtype)
                if name in TEXTS:
                    assert h5py.check_string_dtype(dataset.dtype) == ("utf-8", None), name
                elif dims:
                    assert dataset.shuffle and dataset.compression == "gzip" and dataset.chunks, name
                else:
                    assert dataset.shape == (), name
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
        with xarray.open_dataset(path, group=group, engine=engine, decode_timedelta=True) as data:
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
    population = xarray.open_dataset(path, group="population", engine=engine)
    longs = population["weight"][(population["side"][population["side_index"]] == "long").values]
    assert longs.size == 2 and np.isclose(longs.sum().item(), 1)
    assert np.isnan(population["liquidation_price"].values[2]) and population["entry_price"].attrs["units"] == "USD"
    check_forward(engine)


def check_forward(engine):
    paths = xarray.open_dataset(path, group="paths", engine=engine, decode_timedelta=True)
    assert paths["horizon"].values[-1] == np.timedelta64(1, "D")
    assert paths["liquidated"].sel(side="short").sum() > 0
    cascade = xarray.open_dataset(path, group="cascade", engine=engine, decode_timedelta=True)
    assert cascade["amplification"].item() == 1.25 and cascade["amplification_paths"].item() == 600
    assert np.isnan(cascade["amplification_replicate_share"].item())
    assert cascade["amplification"].attrs["ancillary_variables"].split()[0] == "amplification_stderr"
    assert cascade["liquidated"].sel(side="long").item() == 1e7
    account = cascade["account"].sel(side="long")
    assert account.sel(entry="at_now").item() == account.sum().item() - account.sel(entry="at_now").item()
    assert np.isnan(cascade["critical_shock"].sel(side="short").item())
    assert cascade["absorbed"].sel(payer="fund", venue="binance", side="long").item() == np.float32(8e5)
    assert cascade["size_edges"].size == cascade["size_count"].size + 1
    stress = xarray.open_dataset(path, group="stress", engine=engine, decode_timedelta=True)
    levels = xarray.open_dataset(path, group="levels", engine=engine, decode_timedelta=True)
    assert list(levels["source"].values[levels["source_index"].values]) == ["cluster", "round_number"]
    assert levels["magnet"].sel(level=92000.5).item() == 0.02 and levels["liquidated_beyond"].attrs["units"] == "USD"
    course = xarray.open_dataset(path, group="course", engine=engine, decode_timedelta=True)
    assert course["low_count"].sum().item() == course["paths"].item()
    assert stress["duration_seconds"].values == np.timedelta64(10, "m") and stress["price_change"].item() == -0.05


def check_netcdf4():
    with netCDF4.Dataset(path) as file:
        assert file.data_model == "NETCDF4"
        assert file["heatmap"].dimensions["bnds"].size == 2 and "bnds" not in file["heatmap"].variables
        assert len(file.getncattr("config_toml")) > 65536
        for group in SHAPES:
            assert not NO_VARIABLE & set(file[group].variables)
            assert not [name for name in file[group].dimensions if "phony" in name]


check_h5py()
check_netcdf4()
for engine in ("netcdf4", "h5netcdf"):
    check_xarray(engine)
print("ok")
