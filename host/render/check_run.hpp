// Whether a run can be drawn.
#pragma once

#include "host/render/picture_kind.hpp"

namespace tinderbox {

// At least one cell, arrays of matching shapes, usable axes; the forward half too, where `kind` shows it. Throws
// InputError.
void check_run(const RunResult& run, PictureKind kind);

}  // namespace tinderbox
