#include "app/moving/schemas.hpp"

#include "base/invariant.hpp"
#include "contexts/identity/sql/schema.hpp"
#include "contexts/musical/sql/schema.hpp"
#include "contexts/mypage/sql/schema.hpp"
#include "contexts/notification/sql/schema.hpp"
#include "contexts/payment/sql/schema.hpp"
#include "contexts/reservation/sql/schema.hpp"
#include "contexts/sales/sql/schema.hpp"

#include <algorithm>
#include <array>

namespace boxoffice::app {
namespace {

constexpr std::array<std::string_view, 7> names{"musical", "reservation", "payment", "notification",
                                                "mypage",  "sales",       "identity"};
using Schema = std::vector<ports::Migration> (*)();
constexpr std::array<Schema, 7> schemas{
    &musical::migrations, &reservation::migrations, &payment::migrations, &notification::migrations,
    &mypage::migrations,  &sales::migrations,       &identity::migrations};

}  // namespace

std::span<const std::string_view> stored_contexts() {
    return names;
}

std::vector<ports::Migration> schema_of(std::string_view context) {
    const auto found = std::find(names.begin(), names.end(), context);
    BOXOFFICE_INVARIANT(found != names.end());
    return schemas[static_cast<std::size_t>(found - names.begin())]();
}

}  // namespace boxoffice::app
