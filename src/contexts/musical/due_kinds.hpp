// The kinds of due work of this context.
#pragma once

#include "eventing/due.hpp"

namespace boxoffice::musical {

/// Subject: a performance, whose overdue holds are to be freed.
inline constexpr eventing::DueKind sweep_due{1};
/// Subject: a performance, whose seats are to be made.
inline constexpr eventing::DueKind open_seats_due{2};

/// Subject: a performance that is told anew, because what is told of one has grown since.
inline constexpr eventing::DueKind tell_again_due{4};
/// Subject: a performance, of which blocked seats go on sale.
inline constexpr eventing::DueKind release_blocks_due{5};
/// Subject: a performance, whose seats get their present prices.
inline constexpr eventing::DueKind reprice_due{6};

}  // namespace boxoffice::musical
