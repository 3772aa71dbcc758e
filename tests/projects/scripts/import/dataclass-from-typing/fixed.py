from dataclasses import dataclass
from typing import Dict, List, Optional


@dataclass(frozen=True)
class Song:
    title: str
    artist: str
    seconds: int
    album: Optional[str] = None

    @property
    def length(self) -> str:
        return "{}:{:02d}".format(*divmod(self.seconds, 60))


class Playlist:
    """An ordered list of songs; a song can be in it only once."""

    def __init__(self) -> None:
        self.songs: List[Song] = []

    def add(self, song: Song) -> bool:
        if song in self.songs:
            return False
        self.songs.append(song)
        return True

    def per_artist(self) -> Dict[str, int]:
        result: Dict[str, int] = {}
        for song in self.songs:
            result[song.artist] = result.get(song.artist, 0) + song.seconds
        return result


playlist = Playlist()
playlist.add(Song("Blue Train", "John Coltrane", 643, "Blue Train"))
playlist.add(Song("So What", "Miles Davis", 562, album="Kind of Blue"))
playlist.add(Song("Naima", "John Coltrane", 261))
print("added twice:", playlist.add(Song("Naima", "John Coltrane", 261)))

for song in playlist.songs:
    print(f"{song.length:>6}  {song.title} ({song.album or 'single'})")
for artist, seconds in sorted(playlist.per_artist().items()):
    print(f"{artist}: {seconds / 60:.1f} minutes")
print(playlist.songs[-1])
