// The process's allocator, set for programs that run networks.
#pragma once

namespace credence::predict {

// Tells the C library to keep what is freed instead of giving it back to the system. A forward or
// backward pass allocates and frees the same large arrays every time; by default each is mapped
// anew and every page of it faults again, a third of the time of an LSTM on a batch of 32 charts.
// The price: the process keeps the memory of its largest pass. Call it first in main; it does
// nothing where the C library is not glibc.
void KeepFreedMemory();

}  // namespace credence::predict
