"""KML, as Google Earth and ArcGIS write it."""

from collections.abc import Callable, Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.torture.fuzz.whole import imported, written

TIMED = b"""<kml xmlns="http://www.opengis.net/kml/2.2"><Document><Folder><name>2024</name><Placemark><name>N</name>
<TimeSpan><begin>2024-03-01</begin><end>2024-03-02</end></TimeSpan><MultiGeometry><Polygon><outerBoundaryIs>
<LinearRing><coordinates>20,14 21,14 21,15 20,14</coordinates></LinearRing></outerBoundaryIs></Polygon><Point>
<coordinates>20,14,0</coordinates></Point></MultiGeometry><description><![CDATA[<table><tr><td>side</td><td>N</td>
</tr></table>]]></description></Placemark></Folder></Document></kml>"""


def seeds() -> Iterable[bytes]:
    with TemporaryDirectory() as folder:
        yield from (*written(Path(folder), "a.kml"), TIMED)


def prepared(folder: Path) -> Callable[[bytes], None]:
    return imported(folder, "2024-03-01.kml")
