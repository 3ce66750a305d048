// Prints the program's saga table, one row a line, for the model to be held against.
#include "contexts/reservation/domain/saga_table.hpp"

#include <iostream>

int main() {
    for (const auto& row : boxoffice::reservation::saga_table()) {
        std::cout << boxoffice::reservation::to_text(row) << '\n';
    }
    return std::cout.flush() ? 0 : 1;
}
