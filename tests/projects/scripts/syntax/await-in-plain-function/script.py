"""Simulated download queue with asyncio, results are printed in order."""
import asyncio

SIZES = {"intro.mp4": 30, "notes.pdf": 4, "slides.odp": 12}


async def download(name, size, log):
    done = 0
    while done < size:
        done += min(10, size - done)
        await asyncio.sleep(0)
    log.append(name)
    return name, done


async def checksum(name):
    await asyncio.sleep(0)
    return sum(name.encode()) % 256


def main():
    finished = []
    jobs = [download(name, size, finished) for name, size in SIZES.items()]
    results = await asyncio.gather(*jobs)
    for name, size in results:
        print(f"{name:<12} {size:>3} MB  checksum {await checksum(name):02x}")
    print("order of completion:", " < ".join(finished))
    return len(results)


if __name__ == "__main__":
    count = asyncio.run(main())
    print(count, "files")
