"""PyTorch peer: the rate of a square product of 2048 on two threads. Needs: pip install torch numpy"""
import statistics
import time

import torch


def main():
    torch.set_num_threads(2)
    a, b, times = torch.rand(2048, 2048), torch.rand(2048, 2048), []
    for _ in range(12):
        start = time.perf_counter()
        a @ b
        times.append(time.perf_counter() - start)
    print(f"torch_square {2 * 2048**3 / statistics.median(times[2:]) / 1e9:.1f} GFLOP/s")


if __name__ == "__main__":
    main()
