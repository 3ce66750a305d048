#include "app/replay.hpp"

#include "app/moving/schemas.hpp"
#include "base/fault.hpp"
#include "contexts/mypage/store.hpp"
#include "contexts/sales/store.hpp"
#include "platform/bus/embedded_log.hpp"

#include <cstdio>
#include <filesystem>

namespace boxoffice::app {

int replay(const std::string& projection, const StorageOptions& options) {
    const auto storage = make_storage(options);
    if (!storage->holds(projection)) {
        throw base::InfrastructureFault(
            options.data.string() + " holds no " + projection +
                ".db: write --data DIR with the data directory, or --database-url URL",
            base::Retry::no);
    }
    // Held while the model is emptied: a running system has it and this fails.
    const platform::EmbeddedLog log{{.directory = options.data / "events"}};
    auto& database = storage->database(projection);
    const bool is_sales = projection == "sales";
    database.migrate(schema_of(projection));
    const auto session = database.open_writer();
    if (is_sales) {
        sales::forget_everything(*session);
    } else {
        mypage::forget_everything(*session);
    }
    std::printf("%s is empty; the next start rebuilds it from %lld events.\n", projection.c_str(),
                static_cast<long long>(log.head().sum()));
    return 0;
}

}  // namespace boxoffice::app
