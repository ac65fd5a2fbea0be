// A catalog without a server: versions 1 and 2 of the fake model.
#pragma once

#include "server/catalog/catalog.h"

namespace credence::server::testing {

// metrics outlives it.
Catalog CatalogOfFakes(Metrics& metrics);

}  // namespace credence::server::testing
