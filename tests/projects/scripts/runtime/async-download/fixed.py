import asyncio

PAGES = {
    "/index": ("Home", ["/about", "/blog"]),
    "/about": ("About us", []),
    "/blog": ("Blog", ["/blog/1", "/index"]),
    "/blog/1": ("First post", []),
}


async def fetch(url):
    """Pretend to download a page."""
    await asyncio.sleep(0)
    return PAGES[url]


async def crawl(start):
    todo = [start]
    titles = {}
    while todo:
        url = todo.pop(0)
        if url in titles:
            continue
        title, links = await fetch(url)
        titles[url] = title
        todo.extend(links)
    return titles


async def main():
    titles = await crawl("/index")
    for url, title in titles.items():
        print(f"{url:<8} {title}")
    both = await asyncio.gather(fetch("/about"), fetch("/blog"))
    print("links:", [len(links) for _, links in both])


if __name__ == "__main__":
    asyncio.run(main())
