#include "app/replay.hpp"

#include "base/fault.hpp"
#include "contexts/mypage/sql/schema.hpp"
#include "contexts/mypage/store.hpp"
#include "contexts/sales/sql/schema.hpp"
#include "contexts/sales/store.hpp"
#include "platform/bus/embedded_log.hpp"
#include "platform/sql/sqlite_database.hpp"

#include <cstdio>
#include <filesystem>

namespace boxoffice::app {

int replay(const std::string& projection, const std::string& data) {
    const std::filesystem::path directory{data};
    if (!std::filesystem::exists(directory / (projection + ".db"))) {
        throw base::InfrastructureFault(
            data + " holds no " + projection + ".db: write --data DIR with the data directory",
            base::Retry::no);
    }
    // Held while the model is emptied: a running system has it and this fails.
    const platform::EmbeddedLog log{{.directory = directory / "events"}};
    const auto database = platform::make_sqlite_database(
        {.path = (directory / (projection + ".db")).string(), .context = projection});
    const bool is_sales = projection == "sales";
    database->migrate(is_sales ? sales::migrations() : mypage::migrations());
    const auto session = database->open_writer();
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
