// The page's entry: `controlmapViewer.mount` fills a page, `controlmapViewer.attach` joins a Leaflet map.
import { fillPage } from "./page/fill";

fillPage(null);
